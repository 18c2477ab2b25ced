import type { JobChange } from '#lib/batch/store/job-change.ts';
import { stampOf } from '#lib/batch/store/stamp.ts';
import { after } from '#lib/batch/timing/after.ts';
import { isGivenUp, type Patience, unknownPatience } from '#lib/batch/timing/patience.ts';
import { beginHold } from '#lib/record/hold.ts';
import { type FailedCall, repeatLater } from './note-failed-call.ts';

/** Somebody may give the account back its job, or the connection the key that it was sent with. */
const rareLookMs = 15 * 60_000;

/** Longer than an outage: a provider that helps nobody for so long may be gone for good. */
const unreachablePatience: Patience = { fewestLooks: 10, forMs: 24 * 60 * 60_000 };

/**
 * Repeats a call about a job that the provider has, or had. A job that it has not known for long may be gone, or
 * hidden by another key or by an address that leads elsewhere, and one about which it has said nothing for a day may
 * never be heard of again: a person decides, and it is looked at from time to time meanwhile. Only what runs there as
 * far as we know, and is not to be cancelled, can be sent again.
 */
export function repeatOrAsk(change: JobChange, call: FailedCall, quietFailures: number): void {
  const { ctx, draft, job } = change;
  const isRunning = job.stage === 'sent' && draft.cancelRequestedAt === null;
  if (isGivenUp(ctx, job.troubles.unknown, unknownPatience)) ask(change, isRunning ? 'job_unknown' : 'results_unknown');
  else if (isUnreachable(change)) ask(change, 'job_unreachable');
  else repeatLater(change, call, quietFailures);
}

function isUnreachable({ ctx, job: { hold, failures } }: JobChange): boolean {
  if (hold === null) return false;
  return hold.code === 'job_unreachable' || isGivenUp(ctx, { looks: failures, since: hold.since }, unreachablePatience);
}

function ask(
  { ctx, draft, job, provider }: JobChange,
  code: 'job_unknown' | 'results_unknown' | 'job_unreachable',
): void {
  const facts = { provider: provider.name, part: job.part, providerId: job.providerId ?? '' };
  beginHold(draft, job, stampOf(ctx), { kind: 'job_in_doubt', code, facts });
  job.nextAt = after(ctx, rareLookMs);
}
