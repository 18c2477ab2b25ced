import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { listenForStop } from '#scripts/launcher/stop-signals.ts';

function listen() {
  const process = new EventEmitter();
  let time = 0;
  let givenUp = 0;
  const signals = listenForStop(
    process,
    () => (givenUp += 1),
    () => time,
  );
  const press = (name: NodeJS.Signals, at: number): readonly [boolean, boolean, number] => {
    time = at;
    process.emit(name);
    return [signals.stop.aborted, signals.hurry.aborted, givenUp];
  };
  return press;
}

test('Ctrl-C that arrives twice, from the terminal and from npm, is one wish to stop', () => {
  const press = listen();
  expect(press('SIGINT', 1_000)).toEqual([true, false, 0]);
  expect(press('SIGINT', 1_005)).toEqual([true, false, 0]);
  expect(press('SIGTERM', 2_900)).toEqual([true, false, 0]);
});

test('who asks again is in a hurry, and who asks a third time gets it at once', () => {
  const press = listen();
  press('SIGTERM', 1_000);
  expect(press('SIGINT', 4_000)).toEqual([true, true, 0]);
  expect(press('SIGINT', 4_001)).toEqual([true, true, 0]);
  expect(press('SIGINT', 7_000)).toEqual([true, true, 1]);
});
