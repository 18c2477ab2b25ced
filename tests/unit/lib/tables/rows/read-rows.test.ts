import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Cell, TableRow } from '#lib/shared/contract/table.ts';
import { createMemoryFiles, type MemoryFiles } from '#lib/storage/memory/memory-files.ts';
import { createRowEncoder, rowsPerMark } from '#lib/tables/rows/encode-rows.ts';
import { readRows, readRowsAt } from '#lib/tables/rows/read-rows.ts';

const keys = { rows: 'rows.jsonl', index: 'rows.index' };

async function store(blocks: readonly (readonly TableRow[])[]): Promise<MemoryFiles> {
  const files = createMemoryFiles({ chunkBytes: 1000 });
  const encode = createRowEncoder();
  const encoded = blocks.map(encode);
  await files.write(keys.rows, toStream(encoded.map(({ rows }) => rows)));
  await files.write(keys.index, toStream(encoded.map(({ marks }) => marks)));
  return files;
}

async function* toStream(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

const cell: fc.Arbitrary<Cell> = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.boolean(),
  fc.constant(null),
  fc.record({
    n: fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
    s: fc.string(),
    f: fc.string(),
  }),
);

test('rows come back as they were stored, whatever is in their cells', async () => {
  const row = fc.record({ number: fc.integer({ min: 1, max: 2 ** 31 }), cells: fc.array(cell) });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(row)), async (blocks) => {
      const files = await store(blocks);
      expect((await Array.fromAsync(readRows(files, keys.rows))).flat()).toEqual(blocks.flat());
    }),
    { numRuns: 50 },
  );
});

test('any rows are found by their place', async () => {
  const rows = Array.from({ length: 3 * rowsPerMark + 10 }, (_, at) => ({ number: at + 2, cells: [`cell ${at}`] }));
  const files = await store([rows.slice(0, 300), rows.slice(300)]);
  const place = fc.record({ start: fc.nat(rows.length + 20), count: fc.integer({ min: 1, max: 400 }) });
  await fc.assert(
    fc.asyncProperty(place, async ({ start, count }) => {
      expect(await readRowsAt(files, keys, { start, count })).toEqual(rows.slice(start, start + count));
    }),
  );
});

test('a damaged row is said with its file', async () => {
  const files = createMemoryFiles();
  await files.write(keys.rows, toStream([Buffer.from('[2,["fine"]]\n[3,{}]\n')]));
  await expect(Array.fromAsync(readRows(files, keys.rows))).rejects.toThrow(/damaged/u);
});
