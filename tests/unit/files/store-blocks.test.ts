import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { storeBlocks } from '#lib/files/store-blocks.ts';

const blockBytes = 1024 * 1024;

test('any cut into chunks comes as blocks of 1 MB that join to the content, though chunks are used again', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(1_500_000), { maxLength: 5 }), async (lengths) => {
      const whole = Buffer.concat(lengths.map((length, index) => Buffer.alloc(length, index + 1)));
      const reused = Buffer.alloc(1_500_000);
      const source = async function* (): AsyncGenerator<Uint8Array> {
        for (const [index, length] of lengths.entries()) yield reused.fill(index + 1).subarray(0, length);
      };
      const blocks: Uint8Array[] = [];
      const starts: number[] = [];
      const stored = await storeBlocks(source(), async (block, start) => {
        blocks.push(block);
        starts.push(start);
        return Promise.resolve();
      });
      expect(Buffer.concat(blocks).equals(whole)).toBe(true);
      expect(stored).toEqual({ bytes: whole.length, sha256: createHash('sha256').update(whole).digest('hex') });
      expect(starts).toEqual(blocks.map((_, index) => index * blockBytes));
      expect(blocks.slice(0, -1).every((block) => block.length === blockBytes)).toBe(true);
      expect(blocks.every((block) => block.length > 0)).toBe(true);
    }),
    { numRuns: 20, examples: [[[blockBytes]], [[1, blockBytes - 1, 1]], [[]], [[0]]] },
  );
});

test('what the receiver of a block throws ends it', async () => {
  const source = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from('content');
  };
  await expect(storeBlocks(source(), () => Promise.reject(new Error('full')))).rejects.toThrow('full');
});
