import type { JobChange } from '#lib/batch/store/job-change.ts';
import { stampOf } from '#lib/batch/store/stamp.ts';
import { isGivenUp, unknownPatience } from '#lib/batch/timing/patience.ts';
import type { ProviderError } from '#lib/providers/provider-error.ts';
import { endJob } from '#lib/record/transitions.ts';
import { askAboutUnknown } from './ask-about-unknown.ts';
import { countFailedCall, repeatLater } from './note-failed-call.ts';

/** One failed look may be chance; from here on the page says that the provider does not answer. */
const quietFailures = 2;

/** Repeats a look that failed. About a job that the provider does not know for long a person decides; for one of a batch that is being deleted nobody has to. */
export function settleFailedPoll(change: JobChange, error: ProviderError): void {
  const { ctx, draft, job, provider } = change;
  if (job.stage !== 'sent') return;
  const call = { trying: 'polling', error };
  countFailedCall(change, call);
  if (!isGivenUp(ctx, job.troubles.unknown, unknownPatience)) {
    repeatLater(change, call, quietFailures);
    return;
  }
  if (draft.removeRequestedAt === null) {
    askAboutUnknown(change);
    return;
  }
  endJob(draft, job, stampOf(ctx), { status: 'failed' });
  job.warnings.push({ code: 'job_gone', facts: { provider: provider.name, providerId: job.providerId ?? '' } });
}
