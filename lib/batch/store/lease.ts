import { after } from '#lib/batch/timing/after.ts';
import type { Context } from '#lib/contracts/context.ts';
import { AppError, ConflictError } from '#lib/errors.ts';
import { findJob, getJob } from '#lib/record/attempts.ts';
import type { Task, TaskKind } from '#lib/record/due-tasks.ts';
import { dueTasks } from '#lib/record/due-tasks.ts';
import { beginHold, endHold } from '#lib/record/hold.ts';
import type { JobRecord, Lease } from '#lib/record/job-record.ts';
import { isHeld, leaseOf } from '#lib/record/lease.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { stampOf } from './stamp.ts';
import { updateBatch, updateBatchIfThere } from './update-batch.ts';

/** What a lease is on: a job, or the batch as a whole when `jobId` is null. */
export interface LeaseReference {
  readonly batchId: string;
  readonly jobId: string | null;
  /** What is done under it. */
  readonly step: TaskKind | 'withdraw';
}

/**
 * A step whose process ended so often in the middle of it is not begun again by itself: it would end the next
 * one too.
 */
const mostUnfinishedStarts = 3;

/**
 * After so many it may be the one, or have been beside the one: the next start says which, as nothing else
 * runs then.
 */
const suspiciousStarts = 2;

/**
 * The steps that read what others have written, of any shape. The others wait for a provider: a process that
 * is killed beside them says nothing of them.
 */
const readingSteps: readonly LeaseReference['step'][] = [
  'check',
  'read_table',
  'make_requests',
  'split',
  'collect',
  'refresh',
];

export interface HeldLease {
  /** Aborts when the caller stops or the lease is lost to somebody else. */
  readonly signal: AbortSignal;
  /** The record as it was when the lease was taken. */
  readonly record: BatchRecord;
  /**
   * Changes the batch as `updateBatch` does, but only while the lease is ours: a worker that lost its lease
   * cannot settle anything. Throws `ConflictError` then.
   */
  save<T>(change: (draft: BatchRecord) => T): Promise<T>;
  /** A copy of the record as it is now. Throws `ConflictError` when the lease is no longer ours. */
  reload(): Promise<BatchRecord>;
}

/**
 * Takes the lease, does the work, gives the lease back. Does nothing when somebody else holds it or when
 * `isDue`, asked on the newest record, says no. While the work lasts, the lease is renewed. What became due
 * meanwhile is queued with the return of the lease: a worker that took it earlier would find the lease held.
 * A step that never came back `mostUnfinishedStarts` times in a row, the last of them alone in its process,
 * is put on hold instead. Throws what `work` throws, but `ConflictError` whenever the lease was lost
 * meanwhile.
 */
export async function withLease(
  ctx: Context,
  reference: LeaseReference,
  isDue: (record: BatchRecord) => boolean,
  work: (lease: HeldLease) => Promise<void>,
): Promise<void> {
  const run = (): Promise<void> => takeAndWork(ctx, reference, isDue, work);
  if (!readingSteps.includes(reference.step)) return run();
  const isSuspect = await isSuspicious(ctx, reference);
  // Waited for before the start is counted: what others end meanwhile is not laid to this one.
  return isSuspect ? ctx.turns.alone(ctx.signal, run) : ctx.turns.beside(ctx.signal, run);
}

async function isSuspicious(ctx: Context, reference: LeaseReference): Promise<boolean> {
  const stored = await ctx.storage.loadBatch(reference.batchId);
  const starts = stored === null ? null : (targetOf(stored.record, reference)?.unfinishedStarts ?? null);
  return starts !== null && starts.step === reference.step && starts.count >= suspiciousStarts;
}

async function takeAndWork(
  ctx: Context,
  reference: LeaseReference,
  isDue: (record: BatchRecord) => boolean,
  work: (lease: HeldLease) => Promise<void>,
): Promise<void> {
  const owner = ctx.ids.next('lease');
  const take = (draft: BatchRecord): boolean => {
    if (isHeld(leaseOf(draft, reference.jobId), ctx.clock.now()) || !isDue(draft)) return false;
    if (!noteStart(ctx, draft, reference)) return false;
    setLease(draft, reference, { owner, until: after(ctx, ctx.timing.leaseMs) });
    const job = reference.jobId === null ? null : getJob(draft, reference.jobId);
    if (job?.hold?.kind === 'busy') endHold(draft, job, stampOf(ctx));
    return true;
  };
  const { value: taken, record } = await updateBatch(ctx, reference.batchId, take, { isOfLease: true });
  if (!taken) return;

  const lost = new AbortController();
  const signal = AbortSignal.any([ctx.signal, lost.signal]);
  const save = async <T>(change: (draft: BatchRecord) => T, isOfLease = false): Promise<T> => {
    const changeAsHolder = (draft: BatchRecord): T => {
      if (leaseOf(draft, reference.jobId)?.owner !== owner) {
        throw new ConflictError(`Somebody else has taken over the work on batch ${reference.batchId}.`);
      }
      return change(draft);
    };
    return (await updateBatch(ctx, reference.batchId, changeAsHolder, { isOfLease })).value;
  };
  const done = new AbortController();
  const renewal = renewUntilDone(ctx, AbortSignal.any([signal, done.signal]), async () => {
    await save((draft) => setLease(draft, reference, { owner, until: after(ctx, ctx.timing.leaseMs) }), true);
  }).catch((error: unknown) => lost.abort(error));
  try {
    await work({
      signal,
      record,
      save: (change) => save(change),
      reload: () => save((draft) => structuredClone(draft)),
    });
  } catch (error) {
    // What breaks because the lease was lost is no failure of the step.
    lost.signal.throwIfAborted();
    throw error;
  } finally {
    done.abort();
    await renewal;
    const taken = dueTasks(record).filter(({ kind, jobId }) => kind === reference.step && jobId === reference.jobId);
    await release(ctx, reference, owner, taken);
  }
}

/** Rejects when the lease is somebody else's, or when it runs out while the storage fails. */
async function renewUntilDone(ctx: Context, signal: AbortSignal, renew: () => Promise<void>): Promise<void> {
  const intervalMs = ctx.timing.leaseMs / 3;
  for (let renewedAt = ctx.clock.now().getTime(); ;) {
    await ctx.clock.sleep(intervalMs, signal);
    if (signal.aborted) return;
    try {
      await renew();
      renewedAt = ctx.clock.now().getTime();
    } catch (error) {
      const leftMs = renewedAt + ctx.timing.leaseMs - ctx.clock.now().getTime();
      if (AppError.is(error) || leftMs <= intervalMs) throw error;
      ctx.log.warn('lease not renewed yet', { leftMs }, error);
    }
  }
}

/**
 * Gives the lease back, if it is still ours and the batch still exists. A step that left its own task due, as one that
 * broke does, must not have it queued at once: `taken` is that task, as it was due when the lease was taken.
 */
async function release(ctx: Context, reference: LeaseReference, owner: string, taken: readonly Task[]): Promise<void> {
  const giveBack = (draft: BatchRecord): void => {
    const lease = leaseOf(draft, reference.jobId);
    if (lease !== null && lease.owner !== owner) return;
    if (lease !== null) setLease(draft, reference, null);
    const target = targetOf(draft, reference);
    if (target?.unfinishedStarts?.step === reference.step) target.unfinishedStarts = null;
  };
  await updateBatchIfThere(ctx, reference.batchId, giveBack, { queuedBefore: taken, isOfLease: true });
}

/** Counts a start that is not known to have ended. False when there were too many: the step is held up then. */
function noteStart(ctx: Context, draft: BatchRecord, reference: LeaseReference): boolean {
  const target = targetOf(draft, reference);
  if (target === null) return false;
  const { step } = reference;
  if (!readingSteps.includes(step)) return true;
  const before = target.unfinishedStarts?.step === step ? target.unfinishedStarts.count : 0;
  if (before >= mostUnfinishedStarts) {
    const facts = { step, starts: before };
    beginHold(draft, target, stampOf(ctx), { kind: 'refused', code: 'step_crashes', facts });
    return false;
  }
  target.unfinishedStarts = { step, count: before + 1 };
  return true;
}

function targetOf(draft: BatchRecord, { jobId }: LeaseReference): BatchRecord | JobRecord | null {
  return jobId === null ? draft : findJob(draft, jobId);
}

function setLease(draft: BatchRecord, reference: LeaseReference, lease: Lease | null): void {
  if (reference.jobId === null) draft.lease = lease;
  else getJob(draft, reference.jobId).lease = lease;
}
