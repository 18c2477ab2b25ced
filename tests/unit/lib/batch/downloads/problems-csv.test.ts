import { expect, test } from 'vitest';
import { chatLine, createBatchWorld } from '#tests/support/batch-world.ts';
import { readCsv } from '#tests/support/read-csv.ts';

test('problems.csv has one row a problem for a strict reader, whatever custom_ids hold', async () => {
  const ids = ['a\nb', '=1+1', 'c\n=2', '"d", e'];
  const world = createBatchWorld();
  const batchId = await world.draft(ids.flatMap((id) => [chatLine(id), chatLine(id)]));
  const [header, ...rows] = readCsv(await world.download(batchId, 'problems.csv'));
  expect(header?.slice(0, 4)).toEqual(['line', 'custom_id', 'severity', 'code']);
  expect(rows.map((row) => row.slice(0, 4))).toEqual([
    ['2', 'a␊b', 'error', 'duplicate_custom_id'],
    ['4', "'=1+1", 'error', 'duplicate_custom_id'],
    ['6', 'c␊=2', 'error', 'duplicate_custom_id'],
    ['8', '"d", e', 'error', 'duplicate_custom_id'],
  ]);
});
