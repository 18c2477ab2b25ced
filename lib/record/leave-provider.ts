import { allJobs } from './attempts.ts';
import type { BatchRecord } from './record.ts';

/**
 * The connection over which the batch's jobs were sent is gone, and nobody can ask its provider any more; the next one knows nothing of them. Looks for
 * jobs that may appear late end, and copies that were to be cancelled are told as what still runs.
 */
export function leaveProvider(draft: BatchRecord): void {
  for (const job of allJobs(draft)) {
    job.lateLooks = job.doubtfulCreates = null;
    for (const copy of job.copies.filter(({ cancel }) => cancel === 'due')) {
      copy.cancel = 'refused';
      const facts = { provider: providerOf(draft, copy.providerId), providerId: copy.providerId, end: 'runs' as const };
      job.warnings.push({ code: 'job_made_twice', facts });
    }
  }
}

function providerOf({ events }: BatchRecord, providerId: string): string {
  for (const event of events) {
    if (event.kind === 'copy_found' && event.data.providerId === providerId) return event.data.provider;
  }
  return 'The provider';
}
