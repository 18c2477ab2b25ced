import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSplitter, readLines } from '#lib/jsonl/read-lines.ts';
import { anyCuts, collectLines, cutIntoChunks } from './chunks.ts';

const byteOrderMark = '\xef\xbb\xbf';
const pieces = ['{', 'a', '\xc3', ' ', '\t', '\r', '\n', '\n\n', '\r\n', byteOrderMark, 'long line '];
const anyFile = fc
  .array(fc.constantFrom(...pieces), { maxLength: 60 })
  .map((parts) => Buffer.from(parts.join(''), 'latin1'));

interface PlainLine {
  readonly line: number;
  readonly offset: number;
  readonly length: number;
  readonly nextOffset: number;
  readonly text: string | null;
}

/** The definition of a line, written without chunks or state: one character stands for one byte. */
function splitPlainly(file: Buffer, maxLineBytes: number): PlainLine[] {
  const lines: PlainLine[] = [];
  let offset = 0;
  for (const [index, raw] of file.toString('latin1').split('\n').entries()) {
    const mark = index === 0 && raw.startsWith(byteOrderMark) ? byteOrderMark.length : 0;
    const text = raw.slice(mark).replace(/\r$/, '');
    const nextOffset = Math.min(offset + raw.length + 1, file.length);
    const place = { line: index + 1, offset: offset + mark, length: text.length, nextOffset };
    if (text.length > maxLineBytes) lines.push({ ...place, text: null });
    else if (/[^ \t\r]/.test(text)) lines.push({ ...place, text });
    offset = nextOffset;
  }
  return lines;
}

async function split(file: Buffer, cuts: readonly number[], maxLineBytes: number): Promise<PlainLine[]> {
  const lines = await collectLines(cutIntoChunks(file, cuts), { maxLineBytes });
  return lines.map(({ bytes, ...place }) => ({
    ...place,
    text: bytes === null ? null : Buffer.from(bytes).toString('latin1'),
  }));
}

describe('readLines', () => {
  it('finds the same lines wherever the chunks are cut', async () => {
    await fc.assert(
      fc.asyncProperty(anyFile, anyCuts, async (file, cuts) => {
        expect(await split(file, cuts, 1000)).toEqual(splitPlainly(file, 1000));
      }),
      { numRuns: 500 },
    );
  });

  it('finds the same lines when the source uses its chunk again', async () => {
    await fc.assert(
      fc.asyncProperty(anyFile, anyCuts, async (file, cuts) => {
        const chunk = Buffer.alloc(file.length);
        function* reusing(): Generator<Uint8Array> {
          for (const piece of cutIntoChunks(file, cuts)) {
            chunk.fill('x');
            chunk.set(piece);
            yield chunk.subarray(0, piece.length);
          }
        }
        const texts: string[] = [];
        for await (const lines of readLines(reusing())) {
          for (const { bytes } of lines) texts.push(Buffer.from(bytes ?? []).toString('latin1'));
        }
        expect(texts).toEqual(splitPlainly(file, 1000).map(({ text }) => text));
      }),
    );
  });

  it('reports lines beyond the limit with their true place and without their bytes', async () => {
    await fc.assert(
      fc.asyncProperty(anyFile, anyCuts, fc.integer({ min: 1, max: 30 }), async (file, cuts, maxLineBytes) => {
        expect(await split(file, cuts, maxLineBytes)).toEqual(splitPlainly(file, maxLineBytes));
      }),
      { numRuns: 500 },
    );
  });

  it('goes on from any line as if it had read from the start', async () => {
    await fc.assert(
      fc.asyncProperty(anyFile, fc.nat(), async (file, pick) => {
        const all = await collectLines([file]);
        fc.pre(all.length > 0);
        const last = all[pick % all.length];
        fc.pre(last !== undefined);
        const rest = file.subarray(last.nextOffset);
        const resumed = await collectLines([rest], { startOffset: last.nextOffset, startLine: last.line + 1 });
        expect([...all.slice(0, all.indexOf(last) + 1), ...resumed]).toEqual(all);
      }),
    );
  });

  it('names the bytes of each line by offset and length', async () => {
    const file = Buffer.from('\ufeff{"a":1}\r\n\r\n  \n{"b":"é"}');
    const lines = await collectLines([file]);
    expect(lines.map(({ line, offset, length }) => [line, file.toString('utf8', offset, offset + length)])).toEqual([
      [1, '{"a":1}'],
      [4, '{"b":"é"}'],
    ]);
  });

  it('keeps a byte order mark that is not at the start of the file', async () => {
    const lines = await collectLines([Buffer.from('{}\n\ufeff{}\n')]);
    expect(lines.map((line) => line.length)).toEqual([2, 5]);
    const resumed = await collectLines([Buffer.from('\ufeff{}\n')], { startOffset: 3, startLine: 2 });
    expect(resumed).toMatchObject([{ line: 2, offset: 3, length: 5 }]);
  });

  it('does not count the byte order mark and the carriage return towards the limit', async () => {
    const lines = await collectLines([Buffer.from('\ufeffabcd\r\nabcde\r\n')], { maxLineBytes: 4 });
    expect(lines.map(({ offset, length, bytes }) => [offset, length, bytes?.length ?? null])).toEqual([
      [3, 4, 4],
      [9, 5, null],
    ]);
  });

  it('does not hold on to a line that is too long', () => {
    const splitter = new LineSplitter({ maxLineBytes: 1024 });
    const before = process.memoryUsage().arrayBuffers;
    for (let chunk = 0; chunk < 64; chunk += 1) splitter.push(Buffer.alloc(1024, 'x'));
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    for (let round = 0; round < 256; round += 1) splitter.push(chunk);
    const lines = splitter.push(Buffer.from('\n{}\n'));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1024 * 1024);
    expect(lines).toMatchObject([
      { line: 1, offset: 0, length: 64 * 1024 + 256 * 1024 * 1024, bytes: null },
      { line: 2, length: 2 },
    ]);
  });

  it('closes its source when the caller stops early', async () => {
    let isClosed = false;
    async function* source() {
      try {
        for (;;) yield Buffer.from('{}\n');
      } finally {
        isClosed = true;
      }
    }
    for await (const lines of readLines(source())) {
      expect(lines).toHaveLength(1);
      break;
    }
    expect(isClosed).toBe(true);
  });

  it('passes on an error of its source', async () => {
    async function* source() {
      yield Buffer.from('{}\n{');
      throw new Error('the disk is gone');
    }
    const seen: number[] = [];
    const reading = async () => {
      for await (const lines of readLines(source())) seen.push(...lines.map((line) => line.line));
    };
    await expect(reading()).rejects.toThrow('the disk is gone');
    expect(seen).toEqual([1]);
  });
});
