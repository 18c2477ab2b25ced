import { expect, test } from 'vitest';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { readRequestResults } from '#lib/batch/results/read-results.ts';
import { createWindowShare } from '#lib/batch/results/window-share.ts';
import { resultLine } from '#tests/fakes/fake-provider.ts';
import { createBatchWorld } from '#tests/support/batch-world.ts';

test('who read at the same time share one memory, and get it back when one of them ends', () => {
  const share = createWindowShare({ most: 100, least: 10 });
  const ends = Array.from({ length: 4 }, () => share.begin());
  expect(share.bytes()).toBe(25);
  for (const end of [...ends, ...ends]) end();
  expect(share.bytes()).toBe(100);
  Array.from({ length: 50 }, () => share.begin());
  expect(share.bytes()).toBe(10);
});

test('downloads that nobody reads hold little each, and leave the others as they are when they are cut', async () => {
  const world = createBatchWorld();
  const megabyte = 'x'.repeat(1024 * 1024);
  world.provider.answer = ({ customId }) => ({
    output: resultLine(customId, 200, { choices: [{ message: { content: megabyte } }] }),
  });
  const batchId = await world.draft(6);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  const record = await world.run(batchId);
  const read = () => readRequestResults(world.ctx, record, () => true);
  const sizeOfFirst = async (reader: ReturnType<typeof read>): Promise<number> => {
    const first = await reader.next();
    return first.done === true ? 0 : first.value.length;
  };

  const stopped = Array.from({ length: 32 }, read);
  for (const reader of stopped) await sizeOfFirst(reader);
  const last = read();
  expect(await sizeOfFirst(last)).toBe(1);
  for (const reader of [...stopped, last]) await reader.return(undefined);
  expect(await sizeOfFirst(read())).toBe(6);
});
