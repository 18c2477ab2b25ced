import { createHash, randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ByteRange, FileStore } from '#lib/contracts/file-store.ts';
import { NotFoundError } from '#lib/errors.ts';

export async function* inChunks(...chunks: (Uint8Array | string)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}

export async function readWhole(store: FileStore, key: string, range?: ByteRange): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(store.read(key, range)));
}

const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** What every file store promises. `makeStore` returns an empty one. */
export function describeFileStore(name: string, makeStore: () => Promise<FileStore>): void {
  describe(`${name} keeps the contract`, () => {
    describeWholeFiles(makeStore);
    describeRanges(makeStore);
    describeBrokenWrites(makeStore);
    describeConcurrency(makeStore);
    describeRemoval(makeStore);
    describeContainment(makeStore);
  });
}

type MakeStore = () => Promise<FileStore>;

function describeWholeFiles(makeStore: MakeStore): void {
  test('what was written is read, byte for byte, with its size and SHA-256', async () => {
    const store = await makeStore();
    const content = randomBytes(700_001);
    const stored = await store.write('batches/b1/input.jsonl', inChunks(content.subarray(0, 3), content.subarray(3)));
    expect(stored).toEqual({ bytes: content.length, sha256: sha256(content) });
    expect(await store.size('batches/b1/input.jsonl')).toBe(content.length);
    expect((await readWhole(store, 'batches/b1/input.jsonl')).equals(content)).toBe(true);
  });

  test('any cut into chunks gives the same file', async () => {
    const store = await makeStore();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(600_000), { maxLength: 6 }), async (lengths) => {
        const chunks = lengths.map((length) => randomBytes(length));
        const whole = Buffer.concat(chunks);
        expect(await store.write('a/b', inChunks(...chunks))).toEqual({ bytes: whole.length, sha256: sha256(whole) });
        expect((await readWhole(store, 'a/b')).equals(whole)).toBe(true);
      }),
      { numRuns: 25, examples: [[[262_144]], [[1, 262_143]], [[1, 262_144, 0, 1]]] },
    );
  });

  test.each([
    ['an array', new Uint8Array(4)],
    ['a Buffer', Buffer.alloc(4)],
  ])('%s may be used again by its maker once the next chunk is asked for', async (_, chunk) => {
    const store = await makeStore();
    async function* reusing(): AsyncGenerator<Uint8Array> {
      for (let value = 1; value <= 3; value += 1) yield chunk.fill(value);
    }
    await store.write('reused', reusing());
    expect([...(await readWhole(store, 'reused'))]).toEqual([1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3]);
  });

  test.each([0, 1, 300_000, 1_300_001, 2_000_000])(
    'chunks that are used again give the same bytes from byte %i',
    async (start) => {
      const store = await makeStore();
      const content = randomBytes(1_300_001);
      await store.write('large', inChunks(content));
      const read: Uint8Array[] = [];
      for await (const chunk of store.read('large', { start }, { reusesChunk: true })) read.push(new Uint8Array(chunk));
      expect(Buffer.concat(read).equals(content.subarray(start))).toBe(true);
    },
  );

  test('an empty file is a file', async () => {
    const store = await makeStore();
    expect(await store.write('empty', inChunks())).toEqual({ bytes: 0, sha256: sha256(Buffer.alloc(0)) });
    expect(await store.size('empty')).toBe(0);
    expect((await readWhole(store, 'empty')).length).toBe(0);
  });

  test.each(['nothing', 'folder', 'folder/file/below', 'no/such/folder/file'])(
    'the file %j that is not there has no size and cannot be read',
    async (key) => {
      const store = await makeStore();
      await store.write('folder/file', inChunks('x'));
      expect(await store.size(key)).toBeNull();
      await expect(readWhole(store, key)).rejects.toThrow(NotFoundError);
    },
  );

  test('writing again replaces the file', async () => {
    const store = await makeStore();
    await store.write('k', inChunks('a longer first version'));
    await store.write('k', inChunks('second'));
    expect(String(await readWhole(store, 'k'))).toBe('second');
  });

  test('names with spaces, colons, percent signs and letters of all scripts are kept apart', async () => {
    const store = await makeStore();
    const keys = ['a b', 'a%20b', 'a:b', 'a?b=c#d', 'ä/日本', 'a+b', `long/${'n'.repeat(200)}`];
    for (const key of keys) await store.write(key, inChunks(key));
    for (const key of keys) expect(String(await readWhole(store, key))).toBe(key);
  });
}

function describeRanges(makeStore: MakeStore): void {
  test('a range gives exactly its bytes, whatever lies past the end is left out', async () => {
    const store = await makeStore();
    const content = randomBytes(600_000);
    await store.write('r', inChunks(content));
    await fc.assert(
      fc.asyncProperty(fc.nat(650_000), fc.option(fc.nat(650_000), { nil: undefined }), async (start, end) => {
        const range = end === undefined ? { start } : { start, end };
        expect(
          (await readWhole(store, 'r', range)).equals(content.subarray(start, Math.max(start, end ?? Infinity))),
        ).toBe(true);
      }),
      {
        numRuns: 40,
        examples: [
          [0, 0],
          [0, 1],
          [599_999, 600_000],
          [600_000, 600_001],
          [5, 3],
        ],
      },
    );
  });
}

function describeBrokenWrites(makeStore: MakeStore): void {
  async function* breaking(): AsyncGenerator<Uint8Array> {
    yield Buffer.alloc(300_000, 'n');
    throw new Error('the source broke');
  }

  test('a source that breaks leaves no file, and an earlier one as it was', async () => {
    const store = await makeStore();
    await expect(store.write('new', breaking())).rejects.toThrow('the source broke');
    expect(await store.size('new')).toBeNull();

    await store.write('old', inChunks('as it was'));
    await expect(store.write('old', breaking())).rejects.toThrow('the source broke');
    expect(String(await readWhole(store, 'old'))).toBe('as it was');
  });

  test('an abort stops a write whose source is stuck, and leaves no file', async () => {
    const store = await makeStore();
    const controller = new AbortController();
    async function* stuck(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('begun');
      controller.abort();
      await new Promise(() => {});
    }
    const writing = store.write('stuck', stuck(), { signal: controller.signal });
    await expect(writing).rejects.toMatchObject({ code: 'aborted' });
    expect(await store.size('stuck')).toBeNull();
  });

  test('an abort before the beginning writes nothing', async () => {
    const store = await makeStore();
    const writing = store.write('k', inChunks('x'), { signal: AbortSignal.abort() });
    await expect(writing).rejects.toMatchObject({ code: 'aborted' });
    expect(await store.size('k')).toBeNull();
  });
}

function describeConcurrency(makeStore: MakeStore): void {
  test('a half-written file is not there yet', async () => {
    const store = await makeStore();
    const seen: unknown[] = [];
    async function* watched(): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(400_000);
      seen.push(await store.size('growing'));
      yield Buffer.alloc(400_000);
      seen.push(await store.size('growing'));
    }
    await store.write('growing', watched());
    expect(seen).toEqual([null, null]);
    expect(await store.size('growing')).toBe(800_000);
  });

  test('of many who write one file at once, one wins whole', async () => {
    const store = await makeStore();
    const versions = Array.from({ length: 12 }, (_, index) =>
      Buffer.alloc(300_000 + index, String.fromCharCode(65 + index)),
    );
    await Promise.all(
      versions.map((version) => store.write('same', inChunks(version.subarray(0, 1), version.subarray(1)))),
    );
    const result = await readWhole(store, 'same');
    expect(versions.some((version) => version.equals(result))).toBe(true);
  });

  test('a reader sees one version whole while the file is replaced', async () => {
    const store = await makeStore();
    const first = Buffer.alloc(1_000_000, 'a');
    await store.write('torn', inChunks(first));
    const chunks: Uint8Array[] = [];
    for await (const chunk of store.read('torn')) {
      if (chunks.length === 0) await store.write('torn', inChunks(Buffer.alloc(1_000_000, 'b')));
      chunks.push(chunk);
    }
    expect(Buffer.concat(chunks).equals(first)).toBe(true);
  });
}

function describeRemoval(makeStore: MakeStore): void {
  test('removing takes one file, and no file is no error', async () => {
    const store = await makeStore();
    await store.write('a/1', inChunks('1'));
    await store.write('a/2', inChunks('2'));
    await store.remove('a/1');
    await store.remove('a/1');
    await store.remove('a');
    expect(await store.size('a/1')).toBeNull();
    expect(await store.size('a/2')).toBe(1);
  });

  test('removing all takes what begins with the prefix and nothing beside it', async () => {
    const store = await makeStore();
    for (const key of ['b/1/x', 'b/1/deep/y', 'b/10/x', 'b/1x']) await store.write(key, inChunks(key));
    await store.removeAll('b/1/');
    await store.removeAll('b/1/');
    await store.removeAll('b/1x/');
    expect(await Promise.all(['b/1/x', 'b/1/deep/y', 'b/10/x', 'b/1x'].map((key) => store.size(key)))).toEqual([
      null,
      null,
      6,
      4,
    ]);
    await store.write('b/1/x', inChunks('again'));
    expect(await store.size('b/1/x')).toBe(5);
  });

  test('a prefix without its slash is refused, so that b1 never takes b10 along', async () => {
    const store = await makeStore();
    await store.write('b10', inChunks('x'));
    await expect(store.removeAll('b1')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(store.removeAll('')).rejects.toMatchObject({ code: 'forbidden' });
    expect(await store.size('b10')).toBe(1);
  });

  test('a store that lists names all files below a prefix', async () => {
    const store = await makeStore();
    if (store.list === undefined) return;
    for (const key of ['u/1/info', 'u/1/parts/0', 'u/2/info', 'v/1']) await store.write(key, inChunks('x'));
    expect((await Array.fromAsync(store.list('u/'))).toSorted()).toEqual(['u/1/info', 'u/1/parts/0', 'u/2/info']);
    expect(await Array.fromAsync(store.list('none/'))).toEqual([]);
  });
}

function describeContainment(makeStore: MakeStore): void {
  const wayward = [
    '../x',
    'a/../../x',
    '/etc/passwd',
    'a/./b',
    'a//b',
    '',
    '/',
    '.',
    '..',
    'a/..',
    'a\\..\\b',
    'a\0b',
    'a/',
  ];

  test.each(wayward)('the key %j is refused by every method', async (key) => {
    const store = await makeStore();
    const refusal = { code: 'forbidden' };
    await expect(store.write(key, inChunks('x'))).rejects.toMatchObject(refusal);
    await expect(readWhole(store, key)).rejects.toMatchObject(refusal);
    await expect(store.size(key)).rejects.toMatchObject(refusal);
    await expect(store.remove(key)).rejects.toMatchObject(refusal);
    await expect(store.removeAll(`${key}/`)).rejects.toMatchObject(refusal);
  });
}
