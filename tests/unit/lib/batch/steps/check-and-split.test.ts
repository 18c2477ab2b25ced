import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createBatch } from '#lib/batch/commands/create-batch.ts';
import { keepBatch } from '#lib/batch/commands/keep-batch.ts';
import { replaceInput } from '#lib/batch/commands/replace-input.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { copyLines } from '#lib/batch/parts/copy-lines.ts';
import type { PartRow } from '#lib/batch/parts/part-row.ts';
import { splitRows } from '#lib/batch/parts/write-parts.ts';
import { readProblems } from '#lib/batch/reads/read-problems.ts';
import { refusalText } from '#lib/shared/words/refusal-text.ts';
import { createMemoryFiles } from '#lib/storage/memory/memory-files.ts';
import { chatLine, createBatchWorld } from '#tests/support/batch-world.ts';

const token = 'token-of-the-page';

describe('the check', () => {
  test('lists every bad line and starts nothing until they are left out', async () => {
    const world = createBatchWorld();
    const batchId = await world.draft([chatLine('a'), '{"custom_id": ', chatLine('a'), chatLine('b')]);
    const { check } = await world.load(batchId);
    expect(check).toMatchObject({
      lines: 4,
      requests: 2,
      badLines: 2,
      endpoint: '/v1/chat/completions',
      model: 'gpt-4o-mini',
    });
    const problems = await readProblems(world.ctx, { batchId, limit: 10 });
    expect(problems.items.map(({ line, code }) => [line, code])).toEqual([
      [2, 'json_cut_off'],
      [3, 'duplicate_custom_id'],
    ]);
    await expect(startBatch(world.ctx, { batchId, token })).rejects.toThrow('2 lines cannot be sent');
    await expect(startBatch(world.ctx, { batchId, token, leaveOutBadLines: true })).resolves.toEqual({
      attempt: 1,
      requests: 2,
    });
    await world.run(batchId);
    expect(world.provider.jobs[0]?.requests.map(({ customId }) => customId)).toEqual(['a', 'b']);
    expect(await world.download(batchId, 'problems.csv')).toContain('2,');
  });

  test.each([
    ['a table', 'name,age\nAda,36\nBob,41\n', 'csv_file'],
    ['one list', `[${chatLine('a')},${chatLine('b')}]`, 'json_array_file'],
    ['nothing', '', 'empty_file'],
    ['a PDF', '%PDF-1.7\n%…', 'pdf_file'],
  ])('refuses %s with a sentence and cannot be started', async (_, text, code) => {
    const world = createBatchWorld();
    const content = Readable.from([Buffer.from(text)]);
    const { batchId } = await createBatch(world.ctx, {
      inputName: 'x.jsonl',
      content,
      isListed: true,
      connectionId: 'connection1',
    });
    const record = await world.run(batchId);
    expect(record.check?.refusal?.code).toBe(code);
    await expect(startBatch(world.ctx, { batchId, token })).rejects.toThrow(
      record.check?.refusal == null ? 'no refusal' : refusalText(record.check.refusal),
    );
  });

  test('is done again for a corrected file', async () => {
    const world = createBatchWorld();
    const batchId = await world.draft(['not json']);
    await replaceInput(world.ctx, {
      batchId,
      inputName: 'better.jsonl',
      content: Readable.from([Buffer.from(chatLine('a'))]),
    });
    const record = await world.run(batchId);
    expect(record).toMatchObject({
      name: 'better',
      input: { name: 'better.jsonl' },
      check: { requests: 1, badLines: 0 },
    });
    await startBatch(world.ctx, { batchId, token });
    await expect(
      replaceInput(world.ctx, { batchId, inputName: 'late.jsonl', content: Readable.from([]) }),
    ).rejects.toThrow('Only a draft');
  });

  test('keeps ids apart that differ only in NUL or a lone surrogate', async () => {
    const world = createBatchWorld();
    const batchId = await world.draft([chatLine('x'), chatLine('x\0'), chatLine('x\uD800'), chatLine('x\uDC00')]);
    await startBatch(world.ctx, { batchId, token });
    expect((await world.run(batchId)).counts).toMatchObject({ total: 4, succeeded: 4 });
  });

  test('of an upload that nobody keeps stays unlisted until it is kept', async () => {
    const world = createBatchWorld();
    const { batchId } = await createBatch(world.ctx, {
      inputName: 'a.jsonl',
      content: Readable.from([Buffer.from(chatLine('a'))]),
      isListed: false,
    });
    expect((await world.load(batchId)).isListed).toBe(false);
    await keepBatch(world.ctx, { batchId, name: 'Kept', connectionId: 'connection1' });
    expect(await world.load(batchId)).toMatchObject({ isListed: true, name: 'Kept', connectionId: 'connection1' });
  });
});

const rowArbitrary = fc.record({
  length: fc.integer({ min: 1, max: 50 }),
  embeddingInputs: fc.integer({ min: 0, max: 4 }),
  tokens: fc.integer({ min: 1, max: 30 }),
});
const limitsArbitrary = fc.record({
  maxRequests: fc.integer({ min: 1, max: 10 }),
  maxBytes: fc.integer({ min: 1, max: 200 }),
  maxEmbeddingInputs: fc.integer({ min: 1, max: 12 }),
  maxTokens: fc.option(fc.integer({ min: 0, max: 100 })),
});

describe('splitting', () => {
  test('then joining is the identity, a part fits unless it is a single row, and none could take the next row too', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(rowArbitrary, { maxLength: 60 }),
        limitsArbitrary,
        fc.integer({ min: 1, max: 7 }),
        async (shapes, limits, batch) => {
          const rows: PartRow[] = shapes.map((shape, index) => ({
            ...shape,
            line: index + 1,
            offset: index * 100,
            customId: `r${index}`,
            hasMethod: true,
            hasUrl: true,
          }));
          const batches = Array.from({ length: Math.ceil(rows.length / batch) }, (_, index) =>
            rows.slice(index * batch, (index + 1) * batch),
          );
          const parts = await Array.fromAsync(splitRows(Readable.from(batches), limits));
          expect(parts.flat()).toEqual(rows);
          const fits = (part: readonly PartRow[]): boolean =>
            part.length <= limits.maxRequests &&
            part.reduce((sum, row) => sum + row.length + 1, 0) <= limits.maxBytes &&
            part.reduce((sum, row) => sum + row.embeddingInputs, 0) <= limits.maxEmbeddingInputs &&
            part.reduce((sum, row) => sum + (row.tokens ?? 0), 0) <= (limits.maxTokens ?? Infinity);
          parts.forEach((part, index) => {
            expect(part.length).toBeGreaterThan(0);
            expect(part.length === 1 || fits(part)).toBe(true);
            expect((parts[index + 1] ?? []).slice(0, 1).map((next) => fits([...part, next]))).not.toContain(true);
          });
        },
      ),
    );
  });

  test('copies any choice of lines byte for byte, whatever the line breaks and chunks', async () => {
    const lineArbitrary = fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => JSON.stringify(text));
    const fileArbitrary = fc.array(fc.tuple(lineArbitrary, fc.constantFrom('\n', '\r\n', '\n\n'), fc.boolean()), {
      minLength: 1,
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(fileArbitrary, fc.integer({ min: 1, max: 64 }), async (lines, chunkBytes) => {
        const files = createMemoryFiles({ chunkBytes });
        let offset = 0;
        const places = lines.map(([text, lineBreak, isWanted]) => {
          const place = { offset, length: Buffer.byteLength(text), text, isWanted };
          offset += place.length + lineBreak.length;
          return place;
        });
        await files.write(
          'input',
          Readable.from([Buffer.from(lines.map(([text, lineBreak]) => text + lineBreak).join(''))]),
        );
        const wanted = places.filter(({ isWanted }) => isWanted);
        const copied = Buffer.concat(await Array.fromAsync(copyLines(files, 'input', wanted))).toString();
        expect(copied).toBe(wanted.map(({ text }) => `${text}\n`).join(''));
      }),
    );
  });
});
