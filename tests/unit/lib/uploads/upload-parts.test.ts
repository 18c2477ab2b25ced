import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FileStore } from '#lib/contracts/file-store.ts';
import { ConflictError } from '#lib/errors.ts';
import { findUploadOffset, readUploadParts, writeUploadPart } from '#lib/uploads/upload-parts.ts';
import { makeFileStore, sha256 } from './upload-fixture.ts';

async function* inChunks(content: Buffer, chunkBytes: number, cutAt = Infinity): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < content.length; start += chunkBytes) {
    if (start >= cutAt) throw new Error('the client went away');
    yield content.subarray(start, start + chunkBytes);
  }
}

const readAll = async (files: FileStore, id: string, bytes: number): Promise<Buffer> =>
  Buffer.concat(await Array.fromAsync(readUploadParts(files, id, { bytes, sha256: null })));

describe('the parts of an upload', () => {
  test('whatever is cut and sent again, by however many machines, the whole is what was sent', async () => {
    const files = await makeFileStore();
    let runs = 0;
    const step = fc.record({ back: fc.nat(3), bytes: fc.integer({ min: 1, max: 400 }), cutAt: fc.option(fc.nat(400)) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const id = `u${(runs += 1)}`;
        const content = randomBytes(1500);
        const starts = [0];
        for (const { back, bytes, cutAt } of steps) {
          // A machine that knows less than the others writes again where an earlier part began.
          const offset = starts.at(-1 - Math.min(back, starts.length - 1)) ?? 0;
          const piece = content.subarray(offset, offset + bytes);
          await writeUploadPart(files, id, offset, inChunks(piece, 50, cutAt ?? Infinity)).catch(() => {});
          starts.push(await findUploadOffset(files, id));
        }
        const offset = await findUploadOffset(files, id);
        await writeUploadPart(files, id, offset, inChunks(content.subarray(offset), 400));
        expect(await findUploadOffset(files, id)).toBe(content.length);
        expect((await readAll(files, id, content.length)).equals(content)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test('what arrived before the client went away is kept, and its error is passed on', async () => {
    const files = await makeFileStore();
    const content = randomBytes(1000);
    await expect(writeUploadPart(files, 'u', 0, inChunks(content, 100, 300))).rejects.toThrow('the client went away');
    expect(await findUploadOffset(files, 'u')).toBe(300);
  });

  test('a client that goes away before its first byte changes nothing', async () => {
    const files = await makeFileStore();
    await expect(writeUploadPart(files, 'u', 0, inChunks(randomBytes(10), 5, 0))).rejects.toThrow('went away');
    expect(await files.size('uploads/u/parts/0')).toBeNull();
  });

  test('a shorter part never takes the place of a longer one', async () => {
    const files = await makeFileStore();
    const content = randomBytes(1000);
    await writeUploadPart(files, 'u', 0, inChunks(content, 1000));
    await expect(writeUploadPart(files, 'u', 0, inChunks(content, 100, 300))).rejects.toThrow('went away');
    expect(await findUploadOffset(files, 'u')).toBe(1000);
  });

  test('a file that is not all there is no file', async () => {
    const files = await makeFileStore();
    await writeUploadPart(files, 'u', 0, inChunks(randomBytes(10), 10));
    await expect(readAll(files, 'u', 11)).rejects.toThrow(ConflictError);
    await expect(readAll(files, 'u', 9)).rejects.toThrow(ConflictError);
    await expect(readAll(files, 'nothing', 1)).rejects.toThrow(ConflictError);
  });

  test('the SHA-256 is compared before the reader sees the end', async () => {
    const files = await makeFileStore();
    const content = randomBytes(1000);
    await writeUploadPart(files, 'u', 0, inChunks(content, 100));
    const reading = Array.fromAsync(readUploadParts(files, 'u', { bytes: 1000, sha256: sha256(Buffer.from('other')) }));
    await expect(reading).rejects.toMatchObject({ code: 'invalid_input' });
    expect(await Array.fromAsync(readUploadParts(files, 'u', { bytes: 1000, sha256: sha256(content) }))).not.toEqual(
      [],
    );
  });
});
