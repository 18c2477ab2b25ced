import { tableKeys } from '#lib/batch/store/file-keys.ts';
import { type HeldLease, withLease } from '#lib/batch/store/lease.ts';
import { stampOf } from '#lib/batch/store/stamp.ts';
import { isDueBy } from '#lib/batch/timing/due.ts';
import type { Context } from '#lib/contracts/context.ts';
import { writeJsonFile } from '#lib/files/json-file.ts';
import { dueTasks } from '#lib/record/due-tasks.ts';
import { endHold } from '#lib/record/hold.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import type { TableReading, TableRecord } from '#lib/record/table-record.ts';
import type { TableHead, TableProfile, TableRow } from '#lib/shared/contract/table.ts';
import { allOrNothing, createChannel } from '#lib/streams/channel.ts';
import type { OpenedTable } from '#lib/tables/read/opened-table.ts';
import { TableRefusedError } from '#lib/tables/read/table-refused-error.ts';
import type { TableSource } from '#lib/tables/read/table-source.ts';
import { createRowEncoder } from '#lib/tables/rows/encode-rows.ts';

/** How often a running step says how far it has come. */
const progressMs = 1_000;

/** The first rows, which pages show while the others are read. */
const headRows = 100;

/** Reads a draft's table into rows. Broken off and done again it gives the same. */
export async function readTable(ctx: Context, input: { readonly batchId: string }): Promise<void> {
  const isDue = (record: BatchRecord): boolean =>
    dueTasks(record).some(({ kind }) => kind === 'read_table') && isDueBy(ctx, record.nextAt);
  await withLease(ctx, { batchId: input.batchId, jobId: null, step: 'read_table' }, isDue, async (lease) => {
    const { table } = lease.record;
    if (table === null) return;
    if (table.reading !== null) await ctx.files.removeAll(tableKeys(input.batchId, table.reading.revision).prefix);
    const reading = beginReading(ctx);
    try {
      await readAs(ctx, lease, { table, reading });
    } catch (error) {
      await removeUnlessNamed(ctx, input.batchId, reading.revision);
      throw error;
    }
  });
}

async function readAs(
  ctx: Context,
  lease: HeldLease,
  { table, reading }: Pick<Work, 'table' | 'reading'>,
): Promise<void> {
  const save = (change: Partial<TableReading>): Promise<void> =>
    lease.save((draft) => void (draft.table = { ...tableOf(draft), reading: { ...reading, ...change } }));
  await save({});
  const end = await readWhole(ctx, lease, { table, reading, save });
  await lease.save((draft) => {
    const endedAt = ctx.clock.now().toISOString();
    draft.table = { ...tableOf(draft), reading: { ...reading, ...end, readBytes: table.source.bytes, endedAt } };
    // Without rows there is nothing to make requests of.
    if (end.refusal != null) draft.table.wanted = null;
    draft.failures = 0;
    draft.nextAt = endedAt;
    endHold(draft, draft, stampOf(ctx));
  });
}

/** A reading that another file, or other options, took the place of meanwhile leaves nothing behind. */
async function removeUnlessNamed(ctx: Context, batchId: string, revision: string): Promise<void> {
  const stored = await ctx.storage.loadBatch(batchId);
  if (stored?.record.table?.reading?.revision !== revision)
    await ctx.files.removeAll(tableKeys(batchId, revision).prefix);
}

function beginReading(ctx: Context): TableReading {
  return {
    revision: ctx.ids.next('table'),
    startedAt: ctx.clock.now().toISOString(),
    readBytes: 0,
    hasHead: false,
    endedAt: null,
    refusal: null,
    rows: 0,
    columns: 0,
    stored: null,
  };
}

function tableOf({ table, id }: BatchRecord): TableRecord {
  if (table === null) throw new Error(`Batch ${id} has no table.`);
  return table;
}

interface Work {
  readonly table: TableRecord;
  readonly reading: TableReading;
  readonly save: (change: Partial<TableReading>) => Promise<void>;
}

async function readWhole(ctx: Context, lease: HeldLease, work: Work): Promise<Partial<TableReading>> {
  try {
    return await storeRows(ctx, lease, work);
  } catch (error) {
    if (!(error instanceof TableRefusedError)) throw error;
    return { refusal: error.refusal };
  }
}

async function storeRows(
  ctx: Context,
  lease: HeldLease,
  { table, reading, save }: Work,
): Promise<Partial<TableReading>> {
  const keys = tableKeys(lease.record.id, reading.revision);
  let readBytes = 0;
  const source = watchSource(ctx, table.source, (bytes) => (readBytes = Math.max(readBytes, bytes)));
  // Loaded on first use: whoever has no tables needs none of the packages that read them.
  const { openTable } = await import('#lib/tables/read/read-table.ts');
  const opened = await openTable(source, table.options);
  const rows = createChannel<Uint8Array>();
  const marks = createChannel<Uint8Array>();

  const produce = async (): Promise<TableProfile> => {
    const encode = createRowEncoder();
    let head: readonly TableRow[] | null = [];
    let savedAt = ctx.clock.now().getTime();
    for await (const block of opened.rows) {
      lease.signal.throwIfAborted();
      const encoded = encode(block);
      await rows.push(encoded.rows);
      if (encoded.marks.length > 0) await marks.push(encoded.marks);
      if (head !== null) head = [...head, ...block.slice(0, headRows)];
      if (head !== null && head.length >= headRows) {
        await storeHead(ctx, keys.head, opened, head.slice(0, headRows));
        await save({ hasHead: true, readBytes, columns: opened.columns.length });
        head = null;
      }
      const now = ctx.clock.now().getTime();
      if (now - savedAt < progressMs) continue;
      savedAt = now;
      await save({ hasHead: head === null, readBytes, columns: opened.columns.length });
    }
    if (head !== null) await storeHead(ctx, keys.head, opened, head);
    await Promise.all([rows.end(), marks.end()]);
    return opened.profile();
  };
  const [profile, stored] = await together([rows, marks], produce(), [
    ctx.files.write(keys.rows, rows.items, { signal: lease.signal }),
    ctx.files.write(keys.index, marks.items, { signal: lease.signal }),
  ]);
  await writeJsonFile(ctx.files, keys.profile, profile, { signal: lease.signal });
  return { hasHead: true, rows: profile.rows, columns: profile.columns.length, stored: { key: keys.rows, ...stored } };
}

/** What the producer gives, and what the first of the writers does. */
async function together<T, S>(
  channels: Parameters<typeof allOrNothing>[0],
  producer: Promise<T>,
  [first, ...others]: readonly [Promise<S>, ...Promise<unknown>[]],
): Promise<readonly [T, S]> {
  const produced = await allOrNothing(channels, [producer, first, ...others]);
  return [produced, await first];
}

async function storeHead(ctx: Context, key: string, opened: OpenedTable, rows: readonly TableRow[]): Promise<void> {
  const { format, options, sheets, columns } = opened;
  const head: TableHead = { format, options, sheets, columns, rows };
  await writeJsonFile(ctx.files, key, head, { signal: ctx.signal });
}

function watchSource(ctx: Context, source: TableRecord['source'], onRead: (upTo: number) => void): TableSource {
  return {
    name: source.name,
    bytes: source.bytes,
    async *read(range = { start: 0 }) {
      let at = range.start;
      for await (const chunk of ctx.files.read(source.key, range)) {
        at += chunk.length;
        onRead(at);
        yield chunk;
      }
    },
  };
}
