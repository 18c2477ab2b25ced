import type { JobChange } from '#lib/batch/store/job-change.ts';
import { stampOf } from '#lib/batch/store/stamp.ts';
import { isGivenUp, unknownPatience } from '#lib/batch/timing/patience.ts';
import type { ProviderError } from '#lib/providers/provider-error.ts';
import { endJob } from '#lib/record/transitions.ts';
import { countFailedCall } from './note-failed-call.ts';
import { repeatOrAsk } from './repeat-or-ask.ts';

/** One failed look may be chance; from here on the page says that the provider does not answer. */
const quietFailures = 2;

/**
 * Repeats a look that failed, or asks a person. One of a batch that is being deleted has ended where the provider
 * does not know it.
 */
export function settleFailedPoll(change: JobChange, error: ProviderError): void {
  const { ctx, draft, job, provider } = change;
  if (job.stage !== 'sent') return;
  const call = { trying: 'polling', error };
  countFailedCall(change, call);
  if (draft.removeRequestedAt === null || !isGivenUp(ctx, job.troubles.unknown, unknownPatience)) {
    repeatOrAsk(change, call, quietFailures);
    return;
  }
  endJob(draft, job, stampOf(ctx), { status: 'failed' });
  job.warnings.push({ code: 'job_gone', facts: { provider: provider.name, providerId: job.providerId ?? '' } });
}
