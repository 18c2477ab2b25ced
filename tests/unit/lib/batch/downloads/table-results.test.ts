import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { readXlsx } from 'hucre/xlsx';
import { describe, expect, test } from 'vitest';
import { askForRequests } from '#lib/batch/commands/ask-for-requests.ts';
import { createBatch } from '#lib/batch/commands/create-batch.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { openDownload } from '#lib/batch/downloads/open-download.ts';
import { tableKeys } from '#lib/batch/store/file-keys.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import type { Cell } from '#lib/shared/contract/table.ts';
import type { Template } from '#lib/shared/contract/template.ts';
import { writeXlsx } from '#lib/tables/write/xlsx.ts';
import { type Answer, failedLine, resultLine } from '#tests/fakes/fake-provider.ts';
import { type BatchWorld, createBatchWorld } from '#tests/support/batch-world.ts';
import { readCsv } from '#tests/support/read-csv.ts';
import { draftOfTable } from '#tests/support/table-batch.ts';
import { makeTemplate } from '#tests/support/templates.ts';

const says = (content: string, finish = 'stop'): object => ({
  model: 'm-1',
  choices: [{ finish_reason: finish, message: { content } }],
  usage: { prompt_tokens: 3, completion_tokens: 5 },
});

interface Given {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  readonly template?: Partial<Template>;
  readonly answer: Answer;
}

/** A finished batch that was made of `my reviews.xlsx`. */
async function finished({ columns, rows, template, answer }: Given): Promise<{ world: BatchWorld; batchId: string }> {
  const world = createBatchWorld();
  world.provider.answer = answer;
  const given = { name: 'my reviews.xlsx', columns, rows, template: makeTemplate(template) };
  const batchId = await draftOfTable(world, given);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page', leaveOutBadLines: true });
  await world.run(batchId);
  return { world, batchId };
}

async function readWorkbook({ ctx }: BatchWorld, batchId: string, more: object = {}): Promise<readonly unknown[][]> {
  const { content } = await openDownload(ctx, { batchId, kind: 'results.xlsx', ...more });
  return (await readXlsx(Buffer.concat(await Array.fromAsync(content)))).sheets[0]?.rows ?? [];
}

const number = (n: number, f = 'General', s = String(n)): Cell => ({ n, s, f });

const fields: Template['answer'] = {
  kind: 'fields',
  fields: [
    { name: 'Topic', type: 'choices', description: '', choices: ['coating', 'delivery'] },
    { name: 'stars', type: 'whole_number', description: '', choices: [] },
    { name: 'outcome', type: 'yes_no', description: '', choices: [] },
  ],
};

describe('the results of a batch that was made of a table', () => {
  const columns = ['id', 'text', 'price', 'bought', 'topic', 'Error'];
  const rows: readonly (readonly Cell[])[] = [
    [
      'r-1',
      'Boils fast',
      number(49.5, '"$"#,##0.00', '$49.50'),
      number(45_963, 'd mmm yyyy', '2 Nov 2025'),
      true,
      null,
    ],
    ['r-2', '=1+1', null, null, false, '-1'],
    ['r-2', 'the same name', null, null, false, null],
    ['r-4', 'breaks', number(1), null, null, null],
    ['r-5', 'odd', number(2), null, null, null],
    ['r-6', 'gone', number(3), null, null, null],
  ];
  const answer: Answer = ({ customId }) => {
    if (customId === 'r-4') return { errors: failedLine(customId, 500, 'server_error') };
    if (customId === 'r-5') return { output: resultLine(customId, 200, says('{"Topic":"coat', 'length')) };
    if (customId === 'r-6') return {};
    const json = { Topic: customId === 'r-1' ? 'coating' : 'other', stars: 4, outcome: customId === 'r-1' };
    return { output: resultLine(customId, 200, says(JSON.stringify(json))) };
  };
  const given = { columns, rows, template: { answer: fields, nameColumn: 'id' }, answer };

  test('have its own columns first, then a column a field, then what became of each row', async () => {
    const { world, batchId } = await finished(given);
    const csv = readCsv(await world.download(batchId, 'results.csv'));
    const own = ['id', 'text', 'price', 'bought', 'topic', 'Error'];
    const ours = ['Topic (2)', 'stars', 'outcome', 'answer error', 'outcome (2)', 'error (2)', 'ended'];
    expect(csv[0]).toEqual([...own, ...ours, 'input_tokens', 'output_tokens', 'model']);
    expect(csv.slice(1)).toEqual([
      [
        'r-1',
        'Boils fast',
        '49.5',
        '2 Nov 2025',
        'TRUE',
        '',
        'coating',
        '4',
        'TRUE',
        '',
        'succeeded',
        '',
        'complete',
        '3',
        '5',
        'm-1',
      ],
      [
        'r-2',
        "'=1+1",
        '',
        '',
        'FALSE',
        '-1',
        'other',
        '4',
        'FALSE',
        '“Topic” is not one of its choices.',
        'succeeded',
        '',
        'complete',
        '3',
        '5',
        'm-1',
      ],
      [
        'r-2',
        'the same name',
        '',
        '',
        'FALSE',
        '',
        '',
        '',
        '',
        '',
        'left out',
        expect.stringContaining('custom_id'),
        '',
        '',
        '',
        '',
      ],
      [
        'r-4',
        'breaks',
        '1',
        '',
        '',
        '',
        '',
        '',
        '',
        '',
        'failed',
        expect.stringMatching(/^Fake .*: Failed with server_error\.$/u),
        '',
        '',
        '',
        '',
      ],
      [
        'r-5',
        'odd',
        '2',
        '',
        '',
        '',
        '',
        '',
        '',
        'The answer was cut off before it was whole. It says: {"Topic":"coat',
        'succeeded',
        '',
        'cut off',
        '3',
        '5',
        'm-1',
      ],
      [
        'r-6',
        'gone',
        '3',
        '',
        '',
        '',
        '',
        '',
        '',
        '',
        'missing',
        expect.stringContaining('neither the answers nor the errors'),
        '',
        '',
        '',
        '',
      ],
    ]);
  });

  test('are the same in a workbook, with numbers, dates and truth values as such', async () => {
    const { world, batchId } = await finished(given);
    const [heading, first, second, ...others] = await readWorkbook(world, batchId);
    expect(heading?.slice(4, 8)).toEqual(['topic', 'Error', 'Topic (2)', 'stars']);
    expect(first?.slice(0, 9)).toEqual([
      'r-1',
      'Boils fast',
      49.5,
      new Date('2025-11-02T00:00:00Z'),
      true,
      null,
      'coating',
      4,
      true,
    ]);
    expect(second?.[1]).toBe('=1+1');
    expect(others).toHaveLength(4);
  });

  test('are called after the table, and can be only what was chosen', async () => {
    const { world, batchId } = await finished(given);
    const { fileName } = await openDownload(world.ctx, { batchId, kind: 'results.xlsx' });
    expect(fileName).toBe('my reviews - results.xlsx');
    const chosen = await readWorkbook(world, batchId, { lines: [2, 4] });
    expect(chosen.slice(1).map(([id]) => id)).toEqual(['r-2', 'r-4']);
  });

  test('end with an error when a row is gone', async () => {
    const { world, batchId } = await finished(given);
    const key = tableKeys(batchId, 'revision1').rows;
    const whole = (await buffer(world.ctx.files.read(key))).toString().trimEnd().split('\n');
    const cutTo = async (lines: readonly string[]): Promise<void> => {
      await world.ctx.files.write(key, Readable.from([Buffer.from(lines.map((line) => `${line}\n`).join(''))]));
    };
    await cutTo(whole.slice(0, -1));
    await expect(world.download(batchId, 'results.csv')).rejects.toMatchObject({ code: 'storage_failed' });
    await expect(world.download(batchId, 'results.xlsx')).rejects.toMatchObject({ code: 'storage_failed' });
    await cutTo(whole);
    await updateBatch(world.ctx, batchId, (draft) => {
      if (draft.table?.reading != null) draft.table.reading.rows += 1;
    });
    await expect(world.download(batchId, 'results.csv')).rejects.toThrow('so this file is not whole');
  });
});

test('a workbook that was uploaded comes back with its cells as they were, and the answers behind them', async () => {
  const world = createBatchWorld();
  world.provider.answer = ({ customId, text }) => ({
    output: resultLine(customId, 200, says(text.includes('12.5% 2 Nov 2025') ? 'as shown' : customId)),
  });
  const headings = ['text', 'price', 'bought', 'answer'];
  const rows: readonly (readonly Cell[])[] = [
    ['=1+1', number(0.125, '0.0%', '12.5%'), number(45_963, 'd mmm yyyy', '2 Nov 2025'), true],
    [' 001\r\n_x0041_ ', null, null, 'mine'],
  ];
  const upload = writeXlsx({
    name: 'Reviews',
    headings,
    open: async function* () {
      yield rows;
    },
  });
  const { batchId } = await createBatch(world.ctx, {
    inputName: 'reviews.xlsx',
    content: upload,
    isListed: false,
    connectionId: 'connection1',
  });
  await world.run(batchId);
  await askForRequests(world.ctx, { batchId, template: makeTemplate({ prompt: '{{price}} {{bought}}' }) });
  await world.run(batchId);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  await world.run(batchId);
  const found = await readWorkbook(world, batchId);
  expect(found.map((row) => row.slice(0, 5))).toEqual([
    [...headings, 'answer (2)'],
    ['=1+1', 0.125, new Date('2025-11-02T00:00:00Z'), true, 'as shown'],
    [' 001\r\n_x0041_ ', null, null, 'mine', 'row-3'],
  ]);
});

test('a vector comes back as the list of its numbers', async () => {
  const { world, batchId } = await finished({
    columns: ['text'],
    rows: [['one'], ['two']],
    template: { answer: { kind: 'vector', column: 'text' }, prompt: '', model: 'text-embedding-3-small' },
    answer: ({ customId }) => ({
      output: resultLine(customId, 200, { object: 'list', data: [{ object: 'embedding', embedding: [0.25, -1e-7] }] }),
    }),
  });
  const vectors = (await readWorkbook(world, batchId)).slice(1).map((row) => row.slice(0, 2));
  expect(vectors).toEqual([
    ['one', '[0.25,-1e-7]'],
    ['two', '[0.25,-1e-7]'],
  ]);
});

test('a workbook of a file of requests has the columns of results.csv, with counts as numbers', async () => {
  const world = createBatchWorld();
  world.provider.answer = ({ customId }) => ({ output: resultLine(customId, 200, says('=1+1')) });
  const batchId = await world.draft(2);
  await startBatch(world.ctx, { batchId, token: 'token-of-the-page' });
  await world.run(batchId);
  const rows = await readWorkbook(world, batchId);
  expect(rows[0]).toEqual(readCsv(await world.download(batchId, 'results.csv'))[0]);
  expect(rows[1]?.slice(0, 9)).toEqual(['r1', 'succeeded', '=1+1', 3, 5, null, null, 'complete', 'm-1']);
  expect((await openDownload(world.ctx, { batchId, kind: 'results.xlsx' })).fileName).toBe('test-results.xlsx');
});

test('every cell of any table, and any answer, comes back as it was', async () => {
  const text = fc.string({ unit: 'binary', maxLength: 12 }).map((given) => given.toWellFormed());
  const cell = fc.oneof(
    text,
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => number(n)),
  );
  const table = fc.array(fc.tuple(cell, text, text), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(table, async (rows) => {
      const answers = new Map(rows.map(([, , answer], index) => [`row-${index + 2}`, answer]));
      const { world, batchId } = await finished({
        columns: ['a', 'b'],
        rows: rows.map((row) => row.slice(0, 2)),
        template: { prompt: 'Row: {{a}}' },
        answer: ({ customId }) => ({ output: resultLine(customId, 200, says(answers.get(customId) ?? '')) }),
      });
      const found = (await readWorkbook(world, batchId)).slice(1);
      const shown = rows.map(([a, b, answer]) => [typeof a === 'object' && a !== null ? a.n : a, b, answer]);
      expect(found.map((row) => row.slice(0, 3).map((each) => each ?? ''))).toEqual(
        shown.map((row) => row.map((each) => (each === 0 ? 0 : each))),
      );
    }),
    { numRuns: 10 },
  );
});
