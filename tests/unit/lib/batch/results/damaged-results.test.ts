import { describe, expect, test } from 'vitest';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { readBytes } from '#lib/batch/parts/read-bytes.ts';
import { readResultsFile } from '#lib/batch/results/read-results.ts';
import type { FileStore } from '#lib/contracts/file-store.ts';
import { createMemoryFiles } from '#lib/storage/memory/memory-files.ts';
import { createBatchWorld } from '#tests/support/batch-world.ts';

test('a stored result file that was cut short is no list of failures: it is damaged', async () => {
  const world = createBatchWorld();
  const batchId = await world.draft(3);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  const record = await world.run(batchId);
  const key = record.attempts[0]?.jobs[0]?.output?.key ?? '';
  const whole = Buffer.concat(await Array.fromAsync(world.storage.files.read(key)));
  await world.storage.files.write(key, chunks(whole.subarray(0, -5)));
  await expect(Array.fromAsync(readResultsFile(world.ctx, record))).rejects.toMatchObject({
    code: 'storage_failed',
    message: `The stored file ${key} is damaged. Restore it from a backup.`,
  });
});

describe('a range of a stored file', () => {
  test.each([
    [0, 10, '0123456789'],
    [3, 3, ''],
    [2, 7, '23456'],
  ])('from %i to %i comes whole', async (start, end, text) => {
    const files = createMemoryFiles({ chunkBytes: 3 });
    await files.write('a', chunks(Buffer.from('0123456789')));
    expect(Buffer.from(await readBytes(files, 'a', { start, end })).toString()).toBe(text);
  });

  test.each([
    ['ends early', '01234'],
    ['is longer than asked for', '012345678901234'],
  ])('that %s is damaged', async (_name, text) => {
    const files: FileStore = { ...createMemoryFiles(), read: () => chunks(Buffer.from(text)) };
    await expect(readBytes(files, 'a', { start: 0, end: 10 })).rejects.toThrow('The stored file a is damaged.');
  });
});

async function* chunks(...parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}
