import type { JobChange } from '#lib/batch/store/job-change.ts';
import { stampOf } from '#lib/batch/store/stamp.ts';
import { isGivenUp, longerStreak, type Patience } from '#lib/batch/timing/patience.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { ProviderError } from '#lib/providers/provider-error.ts';
import { beginHold } from '#lib/record/hold.ts';
import { beginLateLooks } from '#lib/record/late-looks.ts';
import { wakeFirstInLine } from '#lib/record/line.ts';
import { backToSending } from '#lib/record/transitions.ts';
import { faultToKeep } from './hold-for-error.ts';
import { hasNoList } from './look-for-jobs.ts';
import { countFailedCall, repeatLater } from './note-failed-call.ts';

/** A provider in trouble has no list either; with that over, nobody has to be asked. */
const troublePatienceMs = 60 * 60_000;

/**
 * A look for a job that may have been made has failed: it is repeated, and where nobody can ever read the list a
 * person is asked. True once the provider has said for long enough that it has none: one such answer may come of a
 * server in trouble.
 */
export function settleFailedLook(change: JobChange, error: ProviderError): boolean {
  const { ctx, job } = change;
  const call = { trying: 'looking for a lost job', error };
  const unlisted = hasNoList(error) ? longerStreak(ctx, job.troubles.unknown) : null;
  countFailedCall(change, call);
  job.troubles.unknown = unlisted;
  if (isGivenUp(ctx, unlisted, listPatience(ctx, error))) return true;
  const since = job.stage === 'sending' ? job.sendingAt : job.doubtfulCreates?.lastAt;
  const forMs = ctx.clock.now().getTime() - new Date(since ?? ctx.clock.now()).getTime();
  if (unlisted === null && forMs >= patienceMs(change, error)) askPerson(change, error);
  else repeatLater(change, call, unlisted === null ? 0 : Infinity);
  return false;
}

function patienceMs({ ctx, job }: JobChange, error: ProviderError): number {
  if (job.stage === 'sending') return ctx.timing.doubtMs;
  // A person is asked for a key or for credit already, and what was refused for want of them was hardly made.
  if (error.kind === 'key_refused' || error.kind === 'quota') return Infinity;
  return listPatience(ctx, error).forMs;
}

/** How long a list that fails in this way is waited for. */
export function listPatience({ timing }: Context, error: ProviderError): Patience {
  return { fewestLooks: 3, forMs: isAboutList(error) ? timing.doubtMs : troublePatienceMs };
}

/**
 * True for what a provider may answer about its list alone, while it works otherwise: it has none, the key may not
 * read it, or it cannot be read.
 */
export function isAboutList(error: ProviderError): boolean {
  return hasNoList(error) || error.kind === 'not_allowed' || error.kind === 'unreadable';
}

/**
 * The list has shown nothing of the part, or could not be read (`error`). It is looked at some more times while the
 * person decides.
 */
export function askPerson({ ctx, draft, job, provider }: JobChange, error: ProviderError | null): void {
  backToSending(job);
  const listFault = error === null ? null : faultToKeep(error);
  const facts = { provider: provider.name, part: job.part, listFault };
  beginHold(draft, job, stampOf(ctx), { kind: 'job_in_doubt', code: 'job_in_doubt', facts });
  beginLateLooks(job, ctx.clock.now());
  wakeFirstInLine(draft, ctx.clock.now());
}
