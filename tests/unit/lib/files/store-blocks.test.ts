import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StoredFile } from '#lib/contracts/file-store.ts';
import { type BlockStore, storeBlocks } from '#lib/files/store-blocks.ts';
import { inChunks } from '#tests/contract/files/file-store-contract.ts';

const blockBytes = 1024 * 1024;

test('any cut into chunks comes as blocks of 1 MB that join to the content, though chunks are used again', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(1_500_000), { maxLength: 5 }), async (lengths) => {
      const whole = Buffer.concat(lengths.map((length, index) => Buffer.alloc(length, index + 1)));
      const reused = Buffer.alloc(1_500_000);
      const source = async function* (): AsyncGenerator<Uint8Array> {
        for (const [index, length] of lengths.entries()) yield reused.fill(index + 1).subarray(0, length);
      };
      const { store, blocks, starts, kept, undone } = recordingStore();
      const stored = await storeBlocks('a/b', source(), undefined, store);
      expect(kept).toEqual([stored]);
      expect(undone).toEqual([]);
      expect(Buffer.concat(blocks).equals(whole)).toBe(true);
      expect(stored).toEqual({ bytes: whole.length, sha256: createHash('sha256').update(whole).digest('hex') });
      expect(starts).toEqual(blocks.map((_, index) => index * blockBytes));
      expect(blocks.slice(0, -1).every((block) => block.length === blockBytes)).toBe(true);
      expect(blocks.every((block) => block.length > 0)).toBe(true);
    }),
    { numRuns: 20, examples: [[[blockBytes]], [[1, blockBytes - 1, 1]], [[]], [[0]]] },
  );
});

describe('a write that comes to nothing', () => {
  const large = Buffer.alloc(2 * blockBytes + 1, 'n');
  const whole = (): AsyncIterable<Uint8Array> => inChunks(large);

  async function* breaking(): AsyncGenerator<Uint8Array> {
    yield large;
    throw new Error('the source broke');
  }

  test.each([
    ['its source breaks', breaking, {}, 'the source broke'],
    ['a block cannot be stored', whole, { put: () => Promise.reject(new Error('full')) }, 'full'],
    ['it cannot be given its name', whole, { keep: () => Promise.reject(new Error('locked')) }, 'locked'],
  ])('is undone once when %s, and says why', async (_name, source, broken, message) => {
    const { store, kept, ids, undone } = recordingStore();
    await expect(storeBlocks('a/b', source(), undefined, { ...store, ...broken })).rejects.toThrow(message);
    expect(kept).toEqual([]);
    expect(undone).toHaveLength(1);
    expect([...ids].every((id) => id === undone[0])).toBe(true);
  });

  test('is undone when it is aborted though its source is stuck', async () => {
    const { store, undone } = recordingStore();
    const controller = new AbortController();
    const stuck = async function* (): AsyncGenerator<Uint8Array> {
      yield large;
      controller.abort();
      await new Promise(() => {});
    };
    const writing = storeBlocks('a/b', stuck(), { signal: controller.signal }, store);
    await expect(writing).rejects.toMatchObject({ code: 'aborted' });
    expect(undone).toHaveLength(1);
  });

  test('is not begun with a key that leads out of the store', async () => {
    const { store, ids } = recordingStore();
    await expect(storeBlocks('../b', whole(), undefined, store)).rejects.toMatchObject({ code: 'forbidden' });
    expect(ids.size).toBe(0);
  });
});

test('two writes of one file at once do not mix', async () => {
  const { store, ids } = recordingStore();
  await Promise.all([1, 2].map(() => storeBlocks('a/b', inChunks('content'), undefined, store)));
  expect(ids.size).toBe(2);
});

function recordingStore() {
  const blocks: Uint8Array[] = [];
  const starts: number[] = [];
  const ids = new Set<string>();
  const kept: StoredFile[] = [];
  const undone: string[] = [];
  const store: BlockStore = {
    put: async (id, start, block) => {
      ids.add(id);
      starts.push(start);
      blocks.push(block);
      await Promise.resolve();
    },
    keep: (_id, file) => kept.push(file),
    undo: (id) => undone.push(id),
  };
  return { store, blocks, starts, ids, kept, undone };
}
