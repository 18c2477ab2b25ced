import { anyProvider } from '#lib/shared/words/provider-name.ts';
import { allJobs } from './attempts.ts';
import { dropSettledParts, warn } from './former-parts.ts';
import type { BatchRecord } from './record.ts';

/**
 * The connection over which the batch's jobs were sent is gone, and nobody can ask its provider any more; the next
 * one knows nothing of them. Looks for jobs that may appear late end, copies that were to be cancelled may still run,
 * and both are told.
 */
export function leaveProvider(draft: BatchRecord): void {
  const provider = providerOf(draft);
  for (const job of allJobs(draft)) {
    if (job.lateLooks !== null) warn(draft, job, { code: 'job_not_looked_for', facts: { provider } });
    job.lateLooks = job.doubtfulCreates = null;
    for (const copy of job.copies.filter(({ cancel }) => cancel === 'due')) {
      copy.cancel = 'refused';
      const facts = { provider, providerId: copy.providerId, end: 'runs' as const };
      warn(draft, job, { code: 'job_made_twice', facts });
    }
  }
  dropSettledParts(draft);
}

/** As the newest event calls it. */
function providerOf({ events }: BatchRecord): string {
  for (const { data } of events.toReversed()) if ('provider' in data && data.provider !== null) return data.provider;
  return anyProvider;
}
