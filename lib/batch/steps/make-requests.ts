import { inputKey, tableKeys } from '#lib/batch/store/file-keys.ts';
import { type HeldLease, withLease } from '#lib/batch/store/lease.ts';
import { removeInputFiles } from '#lib/batch/store/remove-input-files.ts';
import { removeUnlessSaved } from '#lib/batch/store/remove-unless-saved.ts';
import { stampOf } from '#lib/batch/store/stamp.ts';
import { readColumns } from '#lib/batch/store/table-files.ts';
import { isDueBy } from '#lib/batch/timing/due.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { StoredFile } from '#lib/contracts/file-store.ts';
import { damagedFile } from '#lib/errors.ts';
import { dueTasks } from '#lib/record/due-tasks.ts';
import { addEvent } from '#lib/record/events.ts';
import { forgetCheck } from '#lib/record/forget-check.ts';
import { endHold } from '#lib/record/hold.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import type { TableReading, TableRecord } from '#lib/record/table-record.ts';
import { readRows } from '#lib/tables/rows/read-rows.ts';
import { findTemplateProblems } from '#lib/tables/template/find-problems.ts';
import { createRenderer, renderLine } from '#lib/tables/template/render-row.ts';

/** How often a running step says how far it has come. */
const progressMs = 1_000;

type Wanted = NonNullable<TableRecord['wanted']>;

/**
 * Makes a line of each row of a draft's table by the template that was asked for, and has the lines checked like
 * every other file. A template that names a column which the table lacks makes none. Broken off and done again it gives the
 * same.
 */
export async function makeRequests(ctx: Context, input: { readonly batchId: string }): Promise<void> {
  const isDue = (record: BatchRecord): boolean =>
    dueTasks(record).some(({ kind }) => kind === 'make_requests') && isDueBy(ctx, record.nextAt);
  await withLease(ctx, { batchId: input.batchId, jobId: null, step: 'make_requests' }, isDue, async (lease) => {
    const { wanted, reading, source } = lease.record.table ?? {};
    if (wanted == null || reading == null || source === undefined) return;
    const columns = await readColumns(ctx, input.batchId, reading);
    // A template that came with its file was chosen before anybody knew the columns.
    if (findTemplateProblems(wanted.template, columns).length > 0) {
      await lease.save((draft) => forgetWanted(ctx, draft));
      return;
    }
    const key = inputKey(input.batchId, ctx.ids.next('input'));
    const earlier = lease.record.input;
    try {
      const stored = await writeLines(ctx, lease, { key, wanted, reading, columns });
      await lease.save((draft) => useLines(ctx, draft, wanted, { key, name: inputNameOf(source.name), ...stored }));
    } catch (error) {
      await removeUnlessSaved(ctx, input.batchId, key);
      throw error;
    }
    if (earlier.key !== source.key) await removeInputFiles(ctx, earlier.key);
  });
}

function forgetWanted(ctx: Context, draft: BatchRecord): void {
  if (draft.table !== null) draft.table.wanted = null;
  draft.failures = 0;
  endHold(draft, draft, stampOf(ctx));
}

function useLines(ctx: Context, draft: BatchRecord, wanted: Wanted, file: BatchRecord['input']): void {
  if (draft.table === null) return;
  const { template, origin } = wanted;
  draft.table = { ...draft.table, wanted: null, made: { template, origin } };
  draft.input = file;
  draft.leaveOutBadLines = false;
  addEvent(draft, stampOf(ctx), {
    kind: 'requests_made',
    data: {
      requests: draft.table.reading?.rows ?? 0,
      template: origin?.name ?? null,
      version: origin?.version ?? null,
    },
  });
  forgetCheck(draft, ctx.clock.now());
  endHold(draft, draft, stampOf(ctx));
}

/** The name of the lines made of `reviews.xlsx`: `reviews.jsonl`. */
function inputNameOf(tableName: string): string {
  return `${tableName.replace(/\.[^.]{1,5}$/u, '')}.jsonl`;
}

interface Making {
  readonly key: string;
  readonly wanted: Wanted;
  readonly reading: TableReading;
  readonly columns: readonly string[];
}

async function writeLines(ctx: Context, lease: HeldLease, making: Making): Promise<StoredFile> {
  return ctx.files.write(making.key, renderLines(ctx, lease, making), { signal: lease.signal });
}

async function* renderLines(
  ctx: Context,
  lease: HeldLease,
  { wanted, reading, columns }: Making,
): AsyncGenerator<Uint8Array> {
  const keys = tableKeys(lease.record.id, reading.revision);
  const render = createRenderer(wanted.template, columns);
  let rowsMade = 0;
  let savedAt = ctx.clock.now().getTime();
  for await (const rows of readRows(ctx.files, keys.rows)) {
    lease.signal.throwIfAborted();
    rowsMade += rows.length;
    yield Buffer.from(rows.map((row) => `${renderLine(render(row))}\n`).join(''));
    const now = ctx.clock.now().getTime();
    if (now - savedAt < progressMs) continue;
    savedAt = now;
    await lease.save((draft) => {
      if (draft.table?.wanted != null) draft.table.wanted.rowsMade = rowsMade;
    });
  }
  // A line for each row: line n of the input is row n of the table.
  if (rowsMade !== reading.rows) throw damagedFile(keys.rows);
}
