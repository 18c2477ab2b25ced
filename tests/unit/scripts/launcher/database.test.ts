import { expect, test } from 'vitest';
import { type RunningDatabase, superviseDatabase } from '#scripts/launcher/database.ts';

interface Supervision {
  readonly database: RunningDatabase;
  readonly said: string[];
  readonly pauses: number[];
  readonly ports: (number | undefined)[];
  /** The server is gone. */
  readonly crash: () => void;
  readonly settled: (isEnough: () => boolean) => Promise<void>;
}

/** A server whose next starts fail as the test says, and whose waits end at once. */
async function supervise(failures: readonly string[]): Promise<Supervision> {
  const said: string[] = [];
  const pauses: number[] = [];
  const ports: (number | undefined)[] = [];
  let isUp = false;
  let isFirst = true;
  const left = [...failures];
  const database = await superviseDatabase({
    start: (port) => {
      ports.push(port);
      const failure = isFirst ? undefined : left.shift();
      isFirst = false;
      if (failure !== undefined) return Promise.reject(new Error(failure));
      isUp = true;
      return Promise.resolve({ port: 5432, url: 'postgresql://x', stop: () => Promise.resolve(void (isUp = false)) });
    },
    isListening: () => Promise.resolve(isUp),
    say: (sentence) => said.push(sentence),
    sleep: async (ms) => {
      pauses.push(ms);
      await new Promise(setImmediate);
    },
  });
  return {
    database,
    said,
    pauses,
    ports,
    crash: () => (isUp = false),
    async settled(isEnough) {
      while (!isEnough()) await new Promise(setImmediate);
    },
  };
}

test('a database that cannot be started again at first is tried until it runs, with longer and longer pauses', async () => {
  const full = 'The disk is full.';
  const { database, said, pauses, ports, crash, settled } = await supervise([full, full, full, full, 'Other', full]);
  crash();
  pauses.length = 0;
  await settled(() => said.includes('The database runs again.'));
  await database.stop();

  expect(said).toEqual([
    'The database ended and is started again.',
    'The database could not be started yet (The disk is full.). It is tried again until it runs.',
    'The database runs again.',
  ]);
  expect(pauses.slice(0, 6)).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  expect(ports).toEqual([undefined, ...Array.from({ length: 7 }, () => 5432)]);
});

test('a database that ends again after it was started again is started once more', async () => {
  const { database, said, crash, settled } = await supervise([]);
  for (const times of [1, 2]) {
    crash();
    await settled(() => said.filter((sentence) => sentence === 'The database runs again.').length === times);
  }
  await database.stop();
  expect(said).toHaveLength(4);
});

test('a database that cannot be started can still be stopped', async () => {
  const { database, pauses, crash, settled } = await supervise(Array.from({ length: 1_000 }, () => 'No.'));
  crash();
  await settled(() => pauses.includes(30_000));
  await expect(database.stop()).resolves.toBe(undefined);
});
