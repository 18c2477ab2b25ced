import type { JobRecord } from '#lib/record/record.ts';

/** How the job ended for the requests that it returned no line for, as a code of `lib/shared/failures/error-guide.ts`. */
export function reasonForMissing(job: JobRecord): string {
  if (job.status === 'failed') return job.providerErrors[0]?.code ?? 'missing';
  if (job.providerId === null) return 'never_sent';
  if (job.status === 'expired') return 'batch_expired';
  return job.status === 'cancelled' ? 'cancelled' : 'missing';
}
