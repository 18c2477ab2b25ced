import type { JobRecord } from '#lib/record/job-record.ts';

/** How the job ended for the requests that it returned no line for, as a code of `lib/shared/failures/known-failures.ts`. */
export function reasonForMissing(job: JobRecord): string {
  const [error] = job.providerErrors;
  if (job.status === 'failed' && error !== undefined) return error.code ?? 'refused';
  if (job.providerId === null) return 'never_sent';
  if (job.status === 'expired') return 'batch_expired';
  return job.status === 'cancelled' ? 'cancelled' : 'missing';
}
