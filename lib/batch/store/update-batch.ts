import { isDeepStrictEqual } from 'node:util';
import type { StoredBatch } from '#lib/contracts/batch-storage.ts';
import type { Context } from '#lib/contracts/context.ts';
import { AppError, ConflictError } from '#lib/errors.ts';
import { describeChange } from '#lib/record/describe-change.ts';
import type { Task } from '#lib/record/due-tasks.ts';
import { taskKey } from '#lib/record/due-tasks.ts';
import { freeTasks } from '#lib/record/lease.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import type { AuditedVerb } from '#lib/shared/words/audit-words.ts';
import { getStoredBatch } from './get-stored-batch.ts';

const maxTries = 60;

interface SaveOptions {
  /** Tasks that are not queued once more, though nobody holds their lease now. */
  readonly queuedBefore?: readonly Task[];
  /** It only notes who works on the batch, so it is no change for the audit log. */
  readonly isOfLease?: boolean;
}

/**
 * Changes a batch by compare-and-set. `change` gets a copy of the newest record and alters it. It is called again
 * on a newer record when another process was faster, so it must decide by that copy alone. What it throws leaves
 * the batch as it was. The tasks that the change makes due are queued in the same transaction. Tasks on what is
 * leased now are queued with the save that gives the lease back.
 */
export async function updateBatch<T>(
  ctx: Context,
  batchId: string,
  change: (draft: BatchRecord) => T,
  options: SaveOptions = {},
): Promise<{ readonly value: T; readonly record: BatchRecord }> {
  for (let tries = 1; ; tries += 1) {
    const stored = await getStoredBatch(ctx, batchId);
    const draft = structuredClone(stored.record);
    const value = change(draft);
    if (isDeepStrictEqual(draft, stored.record)) return { value, record: draft };
    try {
      await saveBatch(ctx, draft, stored, options);
      return { value, record: draft };
    } catch (error) {
      if (!(AppError.is(error) && error.code === 'conflict') || tries === maxTries) throw error;
      await ctx.clock.sleep(Math.random() * Math.min(5 * tries, 100), ctx.signal);
      if (ctx.signal.aborted)
        throw new ConflictError(`Batch ${batchId} was changed by somebody else at the same moment.`);
    }
  }
}

/** As `updateBatch`. Returns null when the batch has been removed meanwhile. */
export async function updateBatchIfThere<T>(
  ctx: Context,
  batchId: string,
  change: (draft: BatchRecord) => T,
  options: SaveOptions = {},
): Promise<T | null> {
  try {
    return (await updateBatch(ctx, batchId, change, options)).value;
  } catch (error) {
    if (AppError.is(error) && error.code === 'not_found') return null;
    throw error;
  }
}

/** Saves a new batch and queues its first task. Throws `ConflictError` when the id is taken. */
export async function insertBatch(ctx: Context, record: BatchRecord): Promise<void> {
  await saveBatch(ctx, record, null);
}

async function saveBatch(
  ctx: Context,
  record: BatchRecord,
  previous: StoredBatch | null,
  { queuedBefore = [], isOfLease = false }: SaveOptions = {},
): Promise<void> {
  const now = ctx.clock.now();
  const before = previous === null ? [] : freeTasks(previous.record, now);
  const known = new Set([...before, ...queuedBefore].map(taskKey));
  const tasks = freeTasks(record, now).filter((task) => !known.has(taskKey(task)));
  const unnoted = ctx.verb === null || ctx.verb.isNoted || isOfLease ? null : ctx.verb;
  await ctx.transaction(async (tx) => {
    await tx.storage.saveBatch(record, previous?.version ?? 0);
    if (tasks.length > 0) await tx.tasks.enqueue(tasks);
    if (unnoted !== null) await noteChange(tx, unnoted.name, previous?.record ?? null, record);
  });
  // Only now: what was rolled back may be tried again.
  if (unnoted !== null) unnoted.isNoted = true;
}

/** Writes the audit row of a verb that changed a batch; to be called in the transaction of the change. */
export async function noteChange(
  tx: Pick<Context, 'audit' | 'connections'>,
  verb: AuditedVerb,
  before: BatchRecord | null,
  record: BatchRecord,
): Promise<void> {
  const names = await namesOfConnections(tx, before?.connectionId ?? null, record.connectionId);
  const words = describeChange(before, record, (id) => names.get(id) ?? 'removed');
  await tx.audit.write({ verb, thing: { kind: 'batch', id: record.id, name: record.name }, ...words });
}

async function namesOfConnections(
  { connections }: Pick<Context, 'connections'>,
  before: string | null,
  after: string | null,
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  if (before === after) return names;
  for (const id of [before, after]) {
    const settings = id === null ? null : await connections.findSettings(id);
    if (settings !== null) names.set(settings.id, settings.name);
  }
  return names;
}
