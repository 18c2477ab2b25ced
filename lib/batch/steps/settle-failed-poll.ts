import { isGivenUp, unknownPatience } from '#lib/batch/timing/patience.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { Provider } from '#lib/contracts/provider.ts';
import type { ProviderError } from '#lib/providers/provider-error.ts';
import type { BatchRecord, JobRecord } from '#lib/record/record.ts';
import { countFailedCall, endJobAsFailed, repeatLater, unknownStreak } from './note-failed-call.ts';

/** One failed look may be chance; from here on the page says that the provider does not answer. */
const quietFailures = 2;

/** Repeats a look that failed, until it is certain that the provider does not know the job. */
export function settleFailedPoll(
  ctx: Context,
  draft: BatchRecord,
  job: JobRecord,
  provider: Provider,
  error: ProviderError,
): void {
  if (job.stage !== 'sent') return;
  const call = { trying: 'polling', provider, error };
  countFailedCall(ctx, draft, job, call);
  if (!isGivenUp(ctx, unknownStreak(job), unknownPatience)) {
    repeatLater(ctx, draft, job, call, quietFailures);
    return;
  }
  endJobAsFailed(ctx, draft, job);
  job.warnings.push(
    `${provider.name} no longer knows job ${job.providerId ?? ''}. Its answers cannot be fetched any more.`,
  );
}
