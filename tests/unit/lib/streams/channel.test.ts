import { expect, test } from 'vitest';
import { allOrNothing, createChannel } from '#lib/streams/channel.ts';

test('a channel hands over every item in order, and its writer waits for a slow reader', async () => {
  const channel = createChannel<number>();
  let pushed = 0;
  const write = async (): Promise<void> => {
    for (; pushed < 100; pushed += 1) await channel.push(pushed);
    await channel.end();
  };
  const writing = write();
  await new Promise(setImmediate);
  expect(pushed).toBeLessThan(30);
  expect(await Array.fromAsync(channel.items)).toEqual(Array.from({ length: 100 }, (_, index) => index));
  await writing;
});

test('a reader that fails ends the writer and all other readers with its error', async () => {
  const [bad, good] = [createChannel<number>(), createChannel<number>()];
  const write = async (): Promise<void> => {
    for (let item = 0; ; item += 1) await Promise.all([bad.push(item), good.push(item)]);
  };
  const fail = async (): Promise<void> => {
    for await (const item of bad.items) if (item === 3) throw new Error('The disk is full.');
  };
  const read = Array.fromAsync(good.items);
  await expect(allOrNothing([bad, good], [write(), fail(), read])).rejects.toThrow('The disk is full.');
  await expect(read).rejects.toThrow('The disk is full.');
});
