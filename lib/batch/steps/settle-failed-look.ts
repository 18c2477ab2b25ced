import type { JobChange } from '#lib/batch/store/job-change.ts';
import { stampOf } from '#lib/batch/store/stamp.ts';
import type { Patience } from '#lib/batch/timing/patience.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { ProviderError } from '#lib/providers/provider-error.ts';
import { beginHold } from '#lib/record/hold.ts';
import { beginLateLooks } from '#lib/record/late-looks.ts';
import { wakeFirstInLine } from '#lib/record/line.ts';
import { backToSending } from '#lib/record/transitions.ts';
import { shortenText } from '#lib/shared/words/shorten-text.ts';
import { countFailedCall, repeatLater } from './note-failed-call.ts';

/** A provider in trouble has no list either; with that over, nobody has to be asked. */
const troublePatienceMs = 60 * 60_000;

const maxSaidLength = 500;

/** A look for a job that may have been made has failed: it is repeated, and where nobody can ever read the list a person is asked. */
export function settleFailedLook(change: JobChange, error: ProviderError): void {
  const { ctx, job } = change;
  const call = { trying: 'looking for a lost job', error };
  countFailedCall(change, call);
  const since = job.stage === 'sending' ? job.sendingAt : job.doubtfulCreates?.lastAt;
  const forMs = ctx.clock.now().getTime() - new Date(since ?? ctx.clock.now()).getTime();
  if (forMs >= patienceMs(change, error)) askPerson(change, error);
  else repeatLater(change, call);
}

function patienceMs({ ctx, job }: JobChange, error: ProviderError): number {
  if (job.stage === 'sending') return ctx.timing.doubtMs;
  // A person is asked for a key or for credit already, and what was refused for want of them was hardly made.
  if (error.kind === 'key_refused' || error.kind === 'quota') return Infinity;
  return listPatience(ctx, error).forMs;
}

/** How long a list that fails in this way is waited for. */
export function listPatience({ timing }: Context, { kind }: ProviderError): Patience {
  const isTrouble = kind !== 'not_allowed' && kind !== 'unreadable';
  return { fewestLooks: 3, forMs: isTrouble ? troublePatienceMs : timing.doubtMs };
}

/** The list has shown nothing of the part, or could not be read (`error`). It is looked at some more times while the person decides. */
export function askPerson({ ctx, draft, job, provider }: JobChange, error: ProviderError | null): void {
  backToSending(job);
  const listError = error === null ? null : shortenText(error.message, maxSaidLength);
  const facts = { provider: provider.name, part: job.part, listError };
  beginHold(draft, job, stampOf(ctx), { kind: 'job_in_doubt', code: 'job_in_doubt', facts });
  beginLateLooks(job, ctx.clock.now());
  wakeFirstInLine(draft, ctx.clock.now());
}
