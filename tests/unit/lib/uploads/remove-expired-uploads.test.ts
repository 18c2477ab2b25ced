import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { removeExpiredUploads } from '#lib/uploads/remove-expired-uploads.ts';
import { saveUploadRecord } from '#lib/uploads/upload-record.ts';
import { makeFileStore } from './upload-fixture.ts';

const now = new Date('2026-11-21T12:00:00Z');
const clock = { now: () => now, sleep: async () => {} };
const daysAgo = (days: number): string => new Date(now.getTime() - days * 24 * 3_600_000).toISOString();

test('uploads begun over a week ago go with all their parts, younger ones stay, and leftovers without a record go', async () => {
  const files = await makeFileStore();
  for (const [id, days] of [
    ['old', 7.5],
    ['young', 6.5],
  ] as const) {
    await saveUploadRecord(files, { version: 1, id, bytes: 9, metadata: {}, createdAt: daysAgo(days) });
    await files.write(`uploads/${id}/parts/0`, Readable.from([Buffer.from('abc')]));
  }
  await files.write('uploads/leftover/parts/0', Readable.from([Buffer.from('abc')]));
  await files.write('batches/old/input.jsonl', Readable.from([Buffer.from('abc')]));

  expect(await removeExpiredUploads({ files, clock })).toBe(2);
  expect((await Array.fromAsync(files.list?.('uploads/') ?? [])).toSorted()).toEqual([
    'uploads/young/parts/0',
    'uploads/young/upload.json',
  ]);
  expect(await files.size('batches/old/input.jsonl')).toBe(3);
  expect(await removeExpiredUploads({ files, clock })).toBe(0);
});
