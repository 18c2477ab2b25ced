import { pathToFileURL } from 'node:url';
import { writeXlsx } from 'hucre';
import { describe, expect, it } from 'vitest';
import {
  BatchInitializationError,
  BatchValidationError,
  OpenAIBatch,
  OpenAIChatCompletionBatch,
  OpenAIEmbeddingBatch,
  OpenAIResponsesBatch,
  renderRow,
} from '#lib/langbatch/index.ts';
import { writeTemplateFile } from '#lib/shared/contract/kept-template.ts';
import type { TableRow } from '#lib/shared/contract/table.ts';
import { makeTemplate } from '#tests/support/templates.ts';
import { quick, thrownBy, useLibraryWorld } from './library-world.ts';

const world = useLibraryWorld();

const csv = 'id,text\nr1,Fine.\n\nr2,"Two\nlines"\n';
const template = makeTemplate({ nameColumn: 'id', system: 'Be brief.' });

/** The stored lines of a batch's input. */
async function linesOf({ id }: { readonly id: string }): Promise<readonly string[]> {
  const key = (await world.storage.loadBatch(id))?.record.input.key ?? '';
  const text = Buffer.concat(await Array.fromAsync(world.storage.files.read(key))).toString();
  return text.split('\n').slice(0, -1);
}

function rendered(rows: readonly TableRow[], columns = ['id', 'text']): readonly string[] {
  return rows.map((row) => JSON.stringify(renderRow(template, { ...row, columns })));
}

async function expectNothingLeft(): Promise<void> {
  expect(await world.storage.listBatchIds({ limit: 10 })).toEqual([]);
  expect(await Array.fromAsync(world.storage.files.list?.('batches/') ?? [])).toEqual([]);
}

describe('fromTable', () => {
  it('makes of each row of a CSV file the line that renderRow gives, and sends them', async () => {
    const path = await world.storeFile(csv, 'reviews.csv');
    const batch = await OpenAIChatCompletionBatch.fromTable(path, template, world.ours());
    expect(await linesOf(batch)).toEqual(
      rendered([
        { number: 2, cells: ['r1', 'Fine.'] },
        { number: 4, cells: ['r2', 'Two\nlines'] },
      ]),
    );
    await batch.start();
    expect(await batch.wait(quick)).toBe('completed');
    expect((await batch.getResults()).successful.map(({ custom_id }) => custom_id)).toEqual(['r1', 'r2']);
  });

  it('makes the same of a workbook, by an exported template with its name', async () => {
    const rows = [
      ['id', 'text'],
      ['r1', 'Fine.'],
      ['r2', 'Late.'],
    ];
    const path = await world.storeFile(Buffer.from(await writeXlsx({ sheets: [{ name: 'Reviews', rows }] })), 'r.xlsx');
    const exported = { name: 'Reviews', ...template };
    expect(JSON.parse(writeTemplateFile('Reviews', template))).toEqual(exported);
    const batch = await OpenAIBatch.fromTable(pathToFileURL(path), exported, world.ours());
    expect(await linesOf(batch)).toEqual(
      rendered([
        { number: 2, cells: ['r1', 'Fine.'] },
        { number: 3, cells: ['r2', 'Late.'] },
      ]),
    );
  });

  it('makes embeddings of a template whose answer is a vector', async () => {
    const path = await world.storeFile(csv, 'reviews.csv');
    const vector = makeTemplate({ model: 'text-embedding-3-small', answer: { kind: 'vector', column: 'text' } });
    const batch = await OpenAIEmbeddingBatch.fromTable(path, vector, world.ours());
    expect((await linesOf(batch)).map((line): unknown => JSON.parse(line))).toMatchObject([
      { custom_id: 'row-2', url: '/v1/embeddings', body: { input: 'Fine.' } },
      { custom_id: 'row-4', url: '/v1/embeddings', body: { input: 'Two\nlines' } },
    ]);
  });

  it('reads a table of one column, whatever its file is called', async () => {
    const path = await world.storeFile('text\nFine.\n', 'reviews.dat');
    const batch = await OpenAIChatCompletionBatch.fromTable(path, makeTemplate(), world.ours());
    expect((await batch.getProgress()).counts.total).toBe(1);
  });

  it('refuses a column that the table lacks, and leaves nothing behind', async () => {
    const path = await world.storeFile(csv, 'reviews.csv');
    const error = await thrownBy(
      OpenAIChatCompletionBatch.fromTable(path, makeTemplate({ prompt: '{{Text}} {{price}}' }), world.ours()),
    );
    expect(error).toBeInstanceOf(BatchInitializationError);
    expect(error.message).toBe('The table has no column Text. Did you mean text?');
    await expectNothingLeft();
  });

  it.each([
    ['only a header', 'id,text\n', 'table_header_only', /^The table has only a header\./u],
    ['nothing', '', 'table_empty', /^The table is empty\./u],
  ])('refuses a table with %s, and leaves nothing behind', async (_, text, code, sentence) => {
    const path = await world.storeFile(text, 'reviews.csv');
    const error = await thrownBy(OpenAIChatCompletionBatch.fromTable(path, template, world.ours()));
    expect(error).toBeInstanceOf(BatchValidationError);
    expect(error).toMatchObject({ problems: [{ line: null, code }] });
    expect(error.message).toMatch(sentence);
    await expectNothingLeft();
  });

  it('names the rows whose requests cannot be sent, and leaves nothing behind', async () => {
    const path = await world.storeFile('id,text\nr1,Fine.\nr1,Late.\n', 'reviews.csv');
    const error = await thrownBy(OpenAIChatCompletionBatch.fromTable(path, template, world.ours()));
    expect(error).toMatchObject({ problems: [{ line: 2, customId: 'r1', code: 'duplicate_custom_id' }] });
    await expectNothingLeft();
  });

  it('refuses the template of another class, what is no template and what is no file', async () => {
    const path = await world.storeFile(csv, 'reviews.csv');
    await expect(OpenAIResponsesBatch.fromTable(path, template, world.ours())).rejects.toThrow(
      'The template makes requests for /v1/chat/completions, but this class sends to /v1/responses. Use the class for /v1/chat/completions.',
    );
    const nameless = { ...template, model: '' };
    const error = await thrownBy(OpenAIChatCompletionBatch.fromTable(path, nameless, world.ours()));
    expect(error).toBeInstanceOf(BatchInitializationError);
    expect(error.message).toBe('This is not a template that can be used. model: Name the model.');
    await expect(OpenAIChatCompletionBatch.fromTable(world.directory, template, world.ours())).rejects.toThrow(
      `${world.directory} is a folder. Give the path of a CSV file or an Excel workbook.`,
    );
    await expectNothingLeft();
  });
});
