import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { copyRows, fillIn } from '#lib/batch/parts/fill-in.ts';
import { createMemoryFiles } from '#lib/storage/memory/memory-files.ts';
import { createBatchWorld } from '#tests/support/batch-world.ts';

const url = '/v1/chat/completions';
const token = 'token-of-the-page';
const body = { model: 'gpt-4o-mini', max_tokens: 10, messages: [{ role: 'user', content: 'Hello' }] };

/** Any line of a request, with the white space, big numbers and repeated names that people's files have. */
const anyLine = fc.record({
  lead: fc.constantFrom('', ' ', '\t '),
  members: fc.array(fc.constantFrom('"custom_id": "a"', '"n":9007199254740993', '"n" : 1e400', '"body":{"x":"é{"}'), {
    minLength: 1,
    maxLength: 4,
  }),
  lineBreak: fc.constantFrom('\n', '\r\n', '\n\n'),
  hasMethod: fc.boolean(),
  hasUrl: fc.boolean(),
});

test('what a line leaves out is put behind its first bracket, and every other byte stays', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyLine, { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 1, max: 64 }),
      async (lines, chunkBytes) => {
        const files = createMemoryFiles({ chunkBytes });
        let offset = 0;
        const rows = lines.map(({ lead, members, lineBreak, ...has }, index) => {
          const text = `${lead}{${members.join(', ')}}`;
          const row = {
            line: index + 1,
            offset,
            length: Buffer.byteLength(text),
            customId: `${index}`,
            embeddingInputs: 0,
            ...has,
            text,
          };
          offset += row.length + lineBreak.length;
          return row;
        });
        const file = rows.map(({ text }, index) => text + lines[index]?.lineBreak).join('');
        await files.write('input', Readable.from([Buffer.from(file)]));
        const filled = (await Array.fromAsync(fillIn(Readable.from([rows]), url))).flat();
        const written = Buffer.concat(await Array.fromAsync(copyRows(files, 'input', filled))).toString();
        const expected = rows.map(({ text, hasMethod, hasUrl }) => {
          const missing = `${hasMethod ? '' : '"method":"POST",'}${hasUrl ? '' : `"url":"${url}",`}`;
          return `${text.replace('{', () => `{${missing}`)}\n`;
        });
        expect(written).toBe(expected.join(''));
        expect(filled.map(({ length, insert }) => length + (insert?.length ?? 0) + 1)).toEqual(
          expected.map((line) => Buffer.byteLength(line)),
        );
      },
    ),
  );
});

test('a provider that wants method and url gets them, and one that does not gets the lines as they came', async () => {
  const lines = [
    JSON.stringify({ custom_id: 'a', body }),
    ` {"custom_id":"b", "method":"POST","n":9007199254740993,"body":${JSON.stringify(body)}}`,
    JSON.stringify({ custom_id: 'c', method: 'POST', url, body }),
  ];
  const sent = async (wantsMethodAndUrl: boolean): Promise<string | undefined> => {
    const world = createBatchWorld();
    world.provider.wantsMethodAndUrl = wantsMethodAndUrl;
    const batchId = await world.draft(lines);
    expect((await world.load(batchId)).check).toMatchObject({ requests: 3, withoutUrl: 2, withoutMethod: 1, url });
    await startBatch(world.ctx, { batchId, token });
    expect((await world.run(batchId)).counts).toMatchObject({ succeeded: 3 });
    return [...world.provider.files.values()][0];
  };
  expect(await sent(true)).toBe(
    `{"method":"POST","url":"${url}",${lines[0]?.slice(1)}\n {"url":"${url}",${lines[1]?.slice(2)}\n${lines[2]}\n`,
  );
  expect(await sent(false)).toBe(lines.map((line) => `${line}\n`).join(''));
});

test('a start waits for the choice of an endpoint that no line names', async () => {
  const world = createBatchWorld();
  const batchId = await world.draft([JSON.stringify({ custom_id: 'a', body })]);
  await expect(startBatch(world.ctx, { batchId, token })).rejects.toThrow(
    'The lines of this file do not say which endpoint they are for. Choose the endpoint, then start.',
  );
  expect((await world.load(batchId)).attempts).toEqual([]);
});
