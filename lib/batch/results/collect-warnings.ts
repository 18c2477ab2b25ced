import type { JobRecord } from '#lib/record/record.ts';
import type { Oddities } from './reconcile.ts';

/** Puts into sentences what does not add up in what a provider returned for a job. */
export function describeWarnings(job: JobRecord, oddities: Oddities): readonly string[] {
  const warnings: string[] = [];
  const { unknownCustomIds, repeatedCustomIds, unreadableLines } = oddities;
  if (unknownCustomIds > 0) {
    warnings.push(
      `${lines(unknownCustomIds)} with a custom_id that part ${job.part} does not hold. They are kept in its result file and count for nothing.`,
    );
  }
  if (repeatedCustomIds > 0) {
    warnings.push(
      `${lines(repeatedCustomIds)} for requests that had one already. For each, the first success counts, else the first failure.`,
    );
  }
  if (unreadableLines > 0) {
    warnings.push(`${lines(unreadableLines)} that cannot be read. Their requests count as missing.`);
  }
  const wrongCounts = describeWrongCounts(job);
  return wrongCounts === null ? warnings : [...warnings, wrongCounts];
}

function lines(count: number): string {
  return count === 1 ? 'The provider returned one line' : `The provider returned ${count.toLocaleString('en')} lines`;
}

/**
 * Expired and cancelled jobs leave requests uncounted by design, so only a completed job's counts must add up; of the
 * others, an answer that was counted and is in no file was lost.
 */
function describeWrongCounts(job: JobRecord): string | null {
  const said = job.providerCounts;
  const found = job.counts;
  if (said === null || found === null) return null;
  const isMore = said.completed > found.succeeded || said.failed > found.failed;
  const isOther = said.total !== job.requests || said.completed < found.succeeded || said.failed < found.failed;
  if (!isMore && !(isOther && job.status === 'completed')) return null;
  const number = (count: number): string => count.toLocaleString('en');
  return (
    `The provider counts ${number(said.completed)} succeeded and ${number(said.failed)} failed of ${number(said.total)} in part ${job.part}, ` +
    `but its files hold ${number(found.succeeded)} and ${number(found.failed)} of ${number(job.requests)}. The files count.`
  );
}
