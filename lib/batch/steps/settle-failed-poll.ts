import type { JobChange } from '#lib/batch/store/job-change.ts';
import { stampOf } from '#lib/batch/store/stamp.ts';
import { after } from '#lib/batch/timing/after.ts';
import { isGivenUp, unknownPatience } from '#lib/batch/timing/patience.ts';
import type { ProviderError } from '#lib/providers/provider-error.ts';
import { beginHold } from '#lib/record/hold.ts';
import { endJob } from '#lib/record/transitions.ts';
import { countFailedCall, repeatLater } from './note-failed-call.ts';

/** One failed look may be chance; from here on the page says that the provider does not answer. */
const quietFailures = 2;

/** Somebody may give the account back its job, or the connection the key that it was sent with. */
const rareLookMs = 15 * 60_000;

/**
 * Repeats a look that failed. A job that the provider does not know for long may be gone, or hidden by another key or by an address that leads elsewhere: a
 * person decides, and it is looked at from time to time meanwhile. One that was to be cancelled has ended.
 */
export function settleFailedPoll(change: JobChange, error: ProviderError): void {
  const { ctx, draft, job, provider } = change;
  if (job.stage !== 'sent') return;
  const call = { trying: 'polling', error };
  countFailedCall(change, call);
  if (!isGivenUp(ctx, job.troubles.unknown, unknownPatience)) {
    repeatLater(change, call, quietFailures);
    return;
  }
  if (draft.cancelRequestedAt === null) {
    const facts = { provider: provider.name, part: job.part, providerId: job.providerId ?? '' };
    beginHold(draft, job, stampOf(ctx), { kind: 'job_in_doubt', code: 'job_unknown', facts });
    job.nextAt = after(ctx, rareLookMs);
    return;
  }
  endJob(draft, job, stampOf(ctx), { status: 'failed' });
  job.warnings.push({ code: 'job_gone', facts: { provider: provider.name, providerId: job.providerId ?? '' } });
}
