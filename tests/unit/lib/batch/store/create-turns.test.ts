import { expect, test } from 'vitest';
import { createTurns } from '#lib/batch/store/create-turns.ts';

/** Steps whose ends the test decides, and what has begun so far. */
function steps() {
  const turns = createTurns();
  const { signal } = new AbortController();
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const begin = (kind: 'beside' | 'alone', name: string, until = signal): Promise<void> =>
    turns[kind](until, () => {
      begun.push(name);
      return new Promise((resolve) => ends.set(name, resolve));
    });
  const end = async (name: string): Promise<void> => {
    await new Promise(setImmediate);
    ends.get(name)?.();
    await new Promise(setImmediate);
  };
  return { begun, begin, end };
}

test('a step that has to be alone waits for the others, and those that come later wait for it', async () => {
  const { begun, begin, end } = steps();
  const all = [begin('beside', 'a'), begin('beside', 'b'), begin('alone', 'c'), begin('beside', 'd')];
  await end('a');
  expect(begun).toEqual(['a', 'b']);
  await end('b');
  expect(begun).toEqual(['a', 'b', 'c']);
  await end('c');
  expect(begun).toEqual(['a', 'b', 'c', 'd']);
  await end('d');
  await Promise.all(all);
});

test('a step that is broken off while it waits holds up nobody', async () => {
  const { begun, begin, end } = steps();
  const stop = new AbortController();
  const first = begin('beside', 'a');
  const waiting = begin('alone', 'b', stop.signal);
  const last = begin('beside', 'c');
  stop.abort(new Error('Stopped.'));
  await expect(waiting).rejects.toThrow('Stopped.');
  await new Promise(setImmediate);
  expect(begun).toEqual(['a', 'c']);
  await end('a');
  await end('c');
  await Promise.all([first, last]);
});
