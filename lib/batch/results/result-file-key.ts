import type { JobRecord } from '#lib/record/job-record.ts';
import type { BatchRecord } from '#lib/record/record.ts';

type ResultFileKind = 'output' | 'errors' | null;

/** The stored file of a job; null when the job has none of this kind. */
export function resultFileKey(job: JobRecord, file: ResultFileKind): string | null {
  return file === null ? null : (job[file]?.key ?? null);
}

/** The stored file that holds a result line of the index; null when the job has none. */
export function indexedFileKey(
  record: BatchRecord,
  result: { readonly attempt: number; readonly jobId: string; readonly file: ResultFileKind },
): string | null {
  const attempt = record.attempts.find(({ number }) => number === result.attempt);
  const job = attempt?.jobs.find(({ id }) => id === result.jobId);
  return job === undefined ? null : resultFileKey(job, result.file);
}
