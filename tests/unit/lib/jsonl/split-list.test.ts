import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '#lib/jsonl/decode.ts';
import { splitList } from '#lib/jsonl/split-list.ts';
import { anyCuts, cutIntoChunks } from './chunks.ts';

async function convert(text: string, cuts: readonly number[] = []): Promise<string> {
  const chunks = cutIntoChunks(Buffer.from(text), cuts);
  return Buffer.concat(await Array.fromAsync(splitList(Readable.from(chunks, { objectMode: true })))).toString();
}

describe('one big JSON list', () => {
  it('becomes a line for each element, wherever it is cut and however it is spaced', async () => {
    const anyIndent = fc.constantFrom(undefined, 2, '\t');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue({ maxDepth: 3 })), anyIndent, anyCuts, async (list, indent, cuts) => {
        const text = JSON.stringify(list, null, indent).replaceAll('\n', cuts.length % 2 === 0 ? '\n' : '\r\n');
        const lines = (await convert(text, cuts)).split('\n');
        expect(lines.pop()).toBe('');
        expect(lines.map(parseJson)).toEqual(list.map((value) => parseJson(JSON.stringify(value))));
      }),
      { numRuns: 300 },
    );
  });

  it('keeps the bytes of its elements: big numbers, repeated names, escapes and spaces', async () => {
    const element = '{ "n": 9007199254740993, "n":1e400, "s": "\\u00e9 [\\"]} ,\\\\" , "é":[ 1,2 ] }';
    expect(await convert(`\ufeff [\r\n${element},\n\n${element}\t] \n`)).toBe(`${element}\n${element}\n`);
    expect(await convert('[\n  {\n    "a": 1\n  }\n]')).toBe('{    "a": 1  }\n');
  });

  it('may hold anything, and be none', async () => {
    expect(await convert('[]')).toBe('');
    expect(await convert('[1, "a,b", null ,[1,2],[]]')).toBe('1\n"a,b"\nnull\n[1,2]\n[]\n');
    expect(await convert('{\n"a":1\n}\n{\n"b":2\n}')).toBe('{"a":1}\n{"b":2}\n');
    expect(await convert('[{"a":1}][{"b":2}]')).toBe('{"a":1}\n{"b":2}\n');
  });

  it('loses nothing where it is broken', async () => {
    expect(await convert('[{"a":1},{"b":')).toBe('{"a":1}\n{"b":\n');
    expect(await convert('[{"a":1}{"b":2}, oops]')).toBe('{"a":1}\n{"b":2}\noops\n');
    expect(await convert('[{"a":1}] the end')).toBe('{"a":1}\nthe\nend\n');
  });
});
