import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { askForRequests } from '#lib/batch/commands/ask-for-requests.ts';
import { chooseTableOptions } from '#lib/batch/commands/choose-table-options.ts';
import { createBatch } from '#lib/batch/commands/create-batch.ts';
import { replaceInput } from '#lib/batch/commands/replace-input.ts';
import { checkRowNames } from '#lib/batch/reads/check-row-names.ts';
import { getTableRows } from '#lib/batch/reads/get-table-rows.ts';
import { getTable } from '#lib/batch/reads/get-table.ts';
import { runTask } from '#lib/batch/steps/run-task.ts';
import { batchPrefix } from '#lib/batch/store/file-keys.ts';
import type { Context } from '#lib/contracts/context.ts';
import { dueTasks } from '#lib/record/due-tasks.ts';
import { foundOutOptions } from '#lib/shared/contract/table.ts';
import { type BatchWorld, createBatchWorld } from '#tests/support/batch-world.ts';
import { makeTemplate } from '#tests/support/templates.ts';

const csv = 'id,text\nr1,Fine.\nr2,"Two\nlines"\n\nr3,\n';

function contentOf(text: string): AsyncIterable<Uint8Array> {
  return Readable.from([Buffer.from(text)]);
}

async function uploadTable(world: BatchWorld, text = csv, inputName = 'reviews.csv'): Promise<string> {
  const { batchId } = await createBatch(world.ctx, { inputName, content: contentOf(text), isListed: false });
  await world.run(batchId);
  return batchId;
}

async function keysOf({ files }: Context, batchId: string): Promise<string[]> {
  return (await Array.fromAsync(files.list?.(batchPrefix(batchId)) ?? [])).toSorted();
}

describe('an uploaded table', () => {
  test('is read into rows, which its page shows from any place', async () => {
    const world = createBatchWorld();
    const batchId = await uploadTable(world);
    const { head, profile, use } = await getTable(world.ctx, { batchId });
    expect(head).toMatchObject({ format: 'csv', columns: ['id', 'text'] });
    expect(profile).toMatchObject({ rows: 3, emptyRows: 1, options: { delimiter: ',', encoding: 'utf-8' } });
    expect(use).toBeNull();
    expect(await getTableRows(world.ctx, { batchId, start: 1, count: 2 })).toEqual({
      start: 1,
      rows: [
        { number: 3, cells: ['r2', 'Two\nlines'] },
        { number: 5, cells: ['r3', null] },
      ],
    });
    // Row 4 is empty: the next one is meant.
    expect((await getTableRows(world.ctx, { batchId, row: 4, count: 1 })).rows[0]?.number).toBe(5);
    expect((await getTableRows(world.ctx, { batchId, row: 99, count: 5 })).rows.map(({ number }) => number)).toEqual([
      5,
    ]);
  });

  test('that came with a template for other columns is read, and no requests are made of it', async () => {
    const world = createBatchWorld();
    const template = makeTemplate({ prompt: '{{price}}' });
    const given = { inputName: 'reviews.csv', content: contentOf(csv), isListed: false, template };
    const { batchId } = await createBatch(world.ctx, given);
    await world.run(batchId);
    const { table } = await world.load(batchId);
    expect(table).toMatchObject({ reading: { rows: 3 }, wanted: null, made: null });
  });

  test('cannot be started before requests are made of it', async () => {
    const world = createBatchWorld();
    const batchId = await uploadTable(world);
    const record = await world.load(batchId);
    expect(record.check?.refusal?.code).toBe('csv_file');
    expect(dueTasks(record)).toEqual([]);
  });

  test('that cannot be read says why, and waits for another file', async () => {
    const world = createBatchWorld();
    const batchId = await uploadTable(world, 'id,text\n', 'empty.csv');
    const record = await world.load(batchId);
    expect(record.table?.reading?.refusal?.code).toBe('table_header_only');
    expect(dueTasks(record)).toEqual([]);
    await replaceInput(world.ctx, { batchId, inputName: 'full.csv', content: contentOf(csv) });
    expect((await world.run(batchId)).table?.reading).toMatchObject({ refusal: null, rows: 3 });
  });

  test('is read again as somebody says, and what was made of the earlier reading goes', async () => {
    const world = createBatchWorld();
    const batchId = await uploadTable(world, 'a;b\n1;2\n');
    await askForRequests(world.ctx, { batchId, template: makeTemplate({ prompt: '{{b}}' }) });
    await world.run(batchId);
    const before = await keysOf(world.ctx, batchId);
    await chooseTableOptions(world.ctx, { batchId, options: { ...foundOutOptions, hasHeader: false } });
    const record = await world.run(batchId);
    expect(record.table).toMatchObject({ made: null, wanted: null, reading: { rows: 2 } });
    expect(record.input.name).toBe('reviews.csv');
    expect((await getTable(world.ctx, { batchId })).head?.columns).toEqual(['Column A', 'Column B']);
    const after = await keysOf(world.ctx, batchId);
    expect(after.filter((key) => before.includes(key))).toEqual([record.table?.source.key]);
  });
});

describe('requests of a table', () => {
  test('are a line for each row, by the template, and are checked as any other file', async () => {
    const world = createBatchWorld();
    const batchId = await uploadTable(world);
    const template = makeTemplate({ nameColumn: 'id', prompt: 'Sort: {{text|nothing}}' });
    await askForRequests(world.ctx, { batchId, template });
    const record = await world.run(batchId);
    expect(record.input.name).toBe('reviews.jsonl');
    expect(record.check).toMatchObject({ refusal: null, requests: 3, badLines: 0, endpoint: '/v1/chat/completions' });
    expect(record.table?.made).toEqual({ template, origin: null });
    const lines = (await world.download(batchId, 'input.jsonl')).trim().split('\n');
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
      { custom_id: 'r1', body: { messages: [{ content: 'Sort: Fine.' }] } },
      { custom_id: 'r2', body: { messages: [{ content: 'Sort: Two\nlines' }] } },
      { custom_id: 'r3', body: { messages: [{ content: 'Sort: nothing' }] } },
    ]);
  });

  test('may be made again until the batch is started, and only the last remain', async () => {
    const world = createBatchWorld();
    const batchId = await uploadTable(world);
    for (const prompt of ['First {{text}}', 'Second {{text}}']) {
      await askForRequests(world.ctx, { batchId, template: makeTemplate({ prompt }) });
      await world.run(batchId);
    }
    expect(await world.download(batchId, 'input.jsonl')).not.toContain('First');
    const { input, table } = await world.load(batchId);
    const inputs = (await keysOf(world.ctx, batchId)).filter((key) => /\/input-[^/]*\.jsonl$/u.test(key));
    expect(new Set(inputs)).toEqual(new Set([input.key, table?.source.key]));
  });

  test('that name a column which is not there are refused with the field that is wrong', async () => {
    const world = createBatchWorld();
    const batchId = await uploadTable(world);
    await expect(
      askForRequests(world.ctx, { batchId, template: makeTemplate({ prompt: '{{Text}}' }) }),
    ).rejects.toMatchObject({
      message: 'The table has no column Text. Did you mean text?',
      fields: { 'template.prompt': 'The table has no column Text. Did you mean text?' },
    });
  });

  test('with names that come twice, or are empty, are left out as bad lines, and the column says so before', async () => {
    const world = createBatchWorld();
    const batchId = await uploadTable(world, 'id,text\na,1\na,2\n,3\nb,4\n');
    expect(await checkRowNames(world.ctx, { batchId, column: 'id' })).toEqual({
      empty: 1,
      repeated: 1,
      firstRepeated: { row: 3, name: 'a' },
    });
    await askForRequests(world.ctx, { batchId, template: makeTemplate({ nameColumn: 'id' }) });
    expect((await world.run(batchId)).check).toMatchObject({ lines: 4, badLines: 2, requests: 2 });
  });

  test('are made of the last file: a reading that another file overtakes leaves nothing behind', async () => {
    const world = createBatchWorld();
    const { batchId } = await createBatch(world.ctx, {
      inputName: 'first.csv',
      content: contentOf(csv),
      isListed: false,
    });
    await world.run(batchId, { isEnough: ({ check }) => check?.endedAt != null });
    const overtaken: Context['files'] = {
      ...world.ctx.files,
      write: async (key, content, options) => {
        const stored = await world.ctx.files.write(key, content, options);
        if (key.endsWith('rows.index'))
          await replaceInput(world.ctx, { batchId, inputName: 'second.csv', content: contentOf('id,text\nz,Last\n') });
        return stored;
      },
    };
    await runTask(world.context({ files: overtaken }), {
      kind: 'read_table',
      batchId,
      jobId: null,
      connectionId: null,
      dueAt: world.clock.now(),
    });
    expect(await keysOf(world.ctx, batchId)).toEqual([(await world.load(batchId)).input.key]);
    await world.run(batchId);
    expect((await getTableRows(world.ctx, { batchId })).rows.map(({ cells }) => cells)).toEqual([['z', 'Last']]);
  });

  test('survive a process that ends in the middle of reading or making', async () => {
    const world = createBatchWorld();
    const rows = Array.from({ length: 300 }, (_, at) => `r${at},text ${at}`).join('\n');
    const { batchId } = await createBatch(world.ctx, {
      inputName: 'many.csv',
      content: contentOf(`id,text\n${rows}\n`),
      isListed: false,
    });
    for (const step of ['reading', 'making']) {
      const ending = new AbortController();
      const files = { ...world.ctx.files, write: writeAndEnd(world.ctx, ending) };
      await world.run(batchId, { isEnough: ({ check }) => check?.endedAt != null });
      const broken = world.context({ signal: ending.signal, files });
      await world.run(batchId, { ctx: broken, isEnough: () => ending.signal.aborted }).catch(() => undefined);
      expect({ step, hasEnded: ending.signal.aborted }).toEqual({ step, hasEnded: true });
      await world.run(batchId);
      if (step === 'reading') await askForRequests(world.ctx, { batchId, template: makeTemplate() });
    }
    const record = await world.run(batchId);
    expect(record.table?.reading).toMatchObject({ rows: 300, refusal: null });
    expect(record.check).toMatchObject({ requests: 300, badLines: 0 });
    expect((await getTableRows(world.ctx, { batchId, start: 299, count: 5 })).rows).toHaveLength(1);
  });
});

/** Writes half of the first file, and ends the process. */
function writeAndEnd({ files }: Context, ending: AbortController): Context['files']['write'] {
  return (key, content, options) => {
    async function* half(): AsyncGenerator<Uint8Array> {
      for await (const chunk of content) {
        yield chunk;
        ending.abort(new Error('The process has ended.'));
        ending.signal.throwIfAborted();
      }
    }
    return files.write(key, half(), options);
  };
}
