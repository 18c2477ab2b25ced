import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inBlocks } from '#lib/streams/in-blocks.ts';
import { joinPieces } from '#lib/streams/join-pieces.ts';

const anyPieces = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 });
const anySize = fc.integer({ min: 1, max: 50 });

test('joined pieces hold the same bytes, and each but the last is long enough', async () => {
  await fc.assert(
    fc.asyncProperty(anyPieces, anySize, async (pieces, fewestBytes) => {
      const joined = await Array.fromAsync(joinPieces(Readable.from(pieces, { objectMode: true }), fewestBytes));
      expect(Buffer.concat(joined)).toEqual(Buffer.concat(pieces));
      for (const piece of joined.slice(0, -1)) expect(piece.length).toBeGreaterThanOrEqual(fewestBytes);
      for (const piece of joined) expect(piece.length).toBeGreaterThan(0);
    }),
  );
});

test('blocks hold the same bytes, all of one size but the last', async () => {
  await fc.assert(
    fc.asyncProperty(anyPieces, anySize, async (pieces, blockBytes) => {
      const blocks = await Array.fromAsync(inBlocks(Readable.from(pieces, { objectMode: true }), blockBytes));
      expect(Buffer.concat(blocks)).toEqual(Buffer.concat(pieces));
      for (const block of blocks.slice(0, -1)) expect(block.length).toBe(blockBytes);
      for (const block of blocks) expect(block.length).toBeGreaterThan(0);
    }),
  );
});
