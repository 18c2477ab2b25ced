import { changeOf } from '#lib/batch/store/job-work.ts';
import type { HeldLease } from '#lib/batch/store/lease.ts';
import { after } from '#lib/batch/timing/after.ts';
import { backOffMs } from '#lib/batch/timing/back-off.ts';
import { countUnreadableLook, isGivenUp, leftMs } from '#lib/batch/timing/patience.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { Provider } from '#lib/contracts/provider.ts';
import type { ProviderError } from '#lib/providers/provider-error.ts';
import { getJob } from '#lib/record/attempts.ts';
import type { JobRecord, Streak } from '#lib/record/job-record.ts';
import { fetchResultFiles, type GatherWork, maxResultBytes, unreadable } from './fetch-result-files.ts';
import { findShortfall, mayGiveMore, type Shortfall } from './find-shortfall.ts';
import { lookForFileNames } from './look-for-file-names.ts';
import { createSeenFiles } from './seen-files.ts';

/**
 * Stores what an ended job has given. False when more may come, at another look later. What is wrong with the files is
 * waited for only so long, and only a look that has found it still wrong ends the wait. Throws `ProviderError` for
 * files that cannot be had, or not whole.
 */
export async function gatherResultFiles(ctx: Context, lease: HeldLease, jobId: string): Promise<boolean> {
  const record = await lease.reload();
  const before = getJob(record, jobId);
  // Of a batch that is being deleted, nobody will read an answer.
  if (record.removeRequestedAt !== null || !mayGiveMore(before)) return true;
  const provider = await ctx.providers.forConnection(lease.record.connectionId);
  const seenFiles = await createSeenFiles(ctx, before);
  const work = { ctx, lease, provider, jobId, seenFiles, overlong: new Map<string, ProviderError>() };
  const find = (job: JobRecord): Promise<Shortfall | null> => findShortfall(job, seenFiles, provider);

  let job = await fetchResultFiles(work, before);
  let shortfall = await find(job);
  if (shortfall !== null && isFetchedAgain(ctx, before.troubles.unreadable, shortfall)) {
    // What was stored just now would hardly be another one.
    job = await fetchResultFiles(work, job, (file) => before[file] !== null);
    shortfall = await find(job);
  }
  if (shortfall?.mayNameMore === true) {
    job = await fetchResultFiles(work, await lookForFileNames(work, job));
    shortfall = await find(job);
  }
  if (shortfall === null) return endWait(work, job);
  return settleShortfall(work, shortfall);
}

/** Where nothing is known to be wrong, the second and the last look must do: a file may have gigabytes. */
function isFetchedAgain(ctx: Context, streak: Streak | null, shortfall: Shortfall): boolean {
  const { kind, patience, mayDiffer } = shortfall;
  if (kind !== 'unanswered' || streak === null || streak.looks <= 1) return mayDiffer;
  return mayDiffer && leftMs(ctx, streak, patience) <= 0;
}

/** Nothing more is to come. A file that was cut at its bound is told of all the same: it is not stored whole. */
async function endWait(work: GatherWork, { troubles }: JobRecord): Promise<true> {
  if (troubles.unreadable !== null || work.overlong.size > 0) {
    await work.lease.save((draft) => {
      const { job } = changeOf(work, draft);
      job.troubles.unreadable = null;
      warnOfOverlong(work, job);
    });
  }
  return true;
}

/** True when it was waited for long enough. */
async function settleShortfall(work: GatherWork, { kind, patience }: Shortfall): Promise<boolean> {
  const { ctx, lease, provider, overlong } = work;
  const isOver = await lease.save((draft) => {
    const { job } = changeOf(work, draft);
    const streak = countUnreadableLook(ctx, job);
    if (isGivenUp(ctx, streak, patience)) {
      warn(work, job, kind);
      return true;
    }
    if (kind === 'unanswered') job.nextAt = after(ctx, nextLookMs(streak, leftMs(ctx, streak, patience), provider));
    return false;
  });
  if (isOver || kind === 'unanswered') return isOver;
  const [tooLarge] = overlong.values();
  throw tooLarge ?? unreadable(`${provider.name} gave ${faults[kind]}. Try again later.`);
}

const faults = {
  cut: 'only a part of its result files',
  counted: 'only a part of its result files',
  foreign: 'result lines of other requests',
} as const satisfies Record<Exclude<Shortfall['kind'], 'unanswered'>, string>;

/** The last look comes when the patience ends. */
function nextLookMs({ looks }: Streak, left: number, { pollMs = Infinity }: Provider): number {
  return Math.min(backOffMs(looks), pollMs, left > 0 ? left : Infinity);
}

/** Where lines are cut, of others, or fewer than counted, what is in the files says so itself. */
function warn(work: GatherWork, job: JobRecord, kind: Shortfall['kind']): void {
  const { provider } = work;
  warnOfOverlong(work, job);
  if (kind === 'unanswered' && job.status === 'completed' && job.providerCounts === null)
    job.warnings.push({ code: 'result_files_incomplete', facts: { provider: provider.name } });
}

function warnOfOverlong({ provider, overlong }: GatherWork, job: JobRecord): void {
  const facts = { provider: provider.name, maxBytes: maxResultBytes(job) };
  for (const fileId of overlong.keys())
    job.warnings.push({ code: 'result_file_too_large', facts: { ...facts, fileId } });
}
