import type { JobRecord } from '#lib/record/job-record.ts';
import type { JobWarning } from '#lib/shared/contract/job-warning.ts';
import type { Oddities } from './reconciliation.ts';

/** What does not add up in what a provider returned for a job. */
export function findResultWarnings(job: JobRecord, oddities: Oddities): readonly JobWarning[] {
  const { unknownCustomIds, repeatedCustomIds, unreadableLines, errorsBesideAnswers } = oddities;
  const warnings: JobWarning[] = [];
  if (unknownCustomIds > 0)
    warnings.push({ code: 'unknown_custom_ids', facts: { lines: unknownCustomIds, part: job.part } });
  if (repeatedCustomIds > 0) warnings.push({ code: 'repeated_custom_ids', facts: { lines: repeatedCustomIds } });
  if (unreadableLines > 0) warnings.push({ code: 'unreadable_lines', facts: { lines: unreadableLines } });
  if (errorsBesideAnswers > 0) warnings.push({ code: 'answers_with_error', facts: { lines: errorsBesideAnswers } });
  const wrongCounts = findWrongCounts(job);
  return wrongCounts === null ? warnings : [...warnings, wrongCounts];
}

/**
 * Expired and cancelled jobs leave requests uncounted by design, so only a completed job's counts must add up; of the
 * others, an answer that was counted and is in no file was lost.
 */
function findWrongCounts(job: JobRecord): JobWarning | null {
  const { part, requests, providerCounts: counted, counts } = job;
  if (counted === null || counts === null) return null;
  const isMore = counted.completed > counts.succeeded || counted.failed > counts.failed;
  const isOther = counted.total !== requests || counted.completed < counts.succeeded || counted.failed < counts.failed;
  if (!isMore && !(isOther && job.status === 'completed')) return null;
  const found = { succeeded: counts.succeeded, failed: counts.failed };
  return { code: 'counts_differ', facts: { part, requests, counted, found } };
}
