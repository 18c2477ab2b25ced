import type { Patience } from '#lib/batch/timing/patience.ts';
import { shortPatience } from '#lib/batch/timing/patience.ts';
import type { Provider } from '#lib/contracts/provider.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import type { SeenFiles } from './seen-files.ts';

/**
 * Why more may come of an ended job than its stored files answer:
 * `cut` one ends within a line, `foreign` one holds lines of other requests, `counted` the provider counts
 * more answers in the named files,
 * `unanswered` requests are left and nothing says that they will stay so.
 */
export interface Shortfall {
  readonly kind: 'cut' | 'foreign' | 'counted' | 'unanswered';
  readonly patience: Patience;
  /** True where the stored files may be others when they are fetched again. */
  readonly mayDiffer: boolean;
  /** True where a file is unnamed that could hold the rest. */
  readonly mayNameMore: boolean;
}

/** What is not there by then will not come: of a completed job, or where answers are counted. */
const answeredPatience: Patience = { fewestLooks: 3, forMs: 2 * 60_000 };

/** Jobs that ended early mostly leave requests unanswered, so nobody should wait long for them. */
const endedEarlyPatience: Patience = { fewestLooks: 3, forMs: 20_000 };

/** A provider that asks to be looked at more often is a faster one, such as the sandbox. */
const usualPollMs = 30_000;

/**
 * Null when each request of the part is answered in the stored files, or nothing more can be expected. The
 * provider's counts may say that more is to come, never that nothing is: they can be as late as the files.
 */
export async function findShortfall(
  job: JobRecord,
  seenFiles: SeenFiles,
  provider: Pick<Provider, 'pollMs'>,
): Promise<Shortfall | null> {
  const files = [job.output, job.errors].filter((file) => file !== null);
  const seen = await Promise.all(files.map((file) => seenFiles.see(file)));
  const answered = seen.reduce((all, { own }) => all.union(own), new Set<number>()).size;
  if (answered >= job.requests) return null;
  const mayNameMore = canNameMore(job, answered);
  const isFaulty = { patience: shortPatience, mayDiffer: true, mayNameMore };
  if (files.some(({ isCut }) => isCut)) return { kind: 'cut', ...isFaulty };
  const hasGivenUp = job.givenUpFileIds.length > 0;
  if (!hasGivenUp && seen.some(({ foreign }) => foreign > 0)) return { kind: 'foreign', ...isFaulty };
  if (!hasGivenUp && countedInNamed(job) > answered) return { kind: 'counted', ...isFaulty };
  const isCompleted = job.status === 'completed' && !hasGivenUp;
  if (!mayNameMore && !isCompleted) return null;
  const { fewestLooks, forMs } = isCompleted || counted(job) > answered ? answeredPatience : endedEarlyPatience;
  const share = Math.min(1, (provider.pollMs ?? usualPollMs) / usualPollMs);
  const patience = { fewestLooks, forMs: Math.ceil(forMs * share) };
  return { kind: 'unanswered', patience, mayDiffer: isCompleted, mayNameMore };
}

/** False for a job that the provider never made, or refused as a whole: nothing of it is to be fetched. */
export function mayGiveMore(job: JobRecord): boolean {
  return job.providerId !== null && (job.outputFileId !== null || job.errorFileId !== null || canNameMore(job, 0));
}

function counted({ providerCounts }: JobRecord): number {
  return providerCounts === null ? 0 : providerCounts.completed + providerCounts.failed;
}

/** A job may count failures and never name a file of them, as one recorded at OpenAI does. */
function countedInNamed({ providerCounts, outputFileId, errorFileId }: JobRecord): number {
  if (providerCounts === null) return 0;
  return (outputFileId === null ? 0 : providerCounts.completed) + (errorFileId === null ? 0 : providerCounts.failed);
}

/**
 * A job that was refused says why, and names no file; one that ended without a file and without a reason may have
 * been looked at too early, and one that failed on its way may count answers before it names their files.
 */
function canNameMore(job: JobRecord, answered: number): boolean {
  const { status, providerId, outputFileId, errorFileId, givenUpFileIds } = job;
  if (providerId === null || givenUpFileIds.length > 0) return false;
  if (outputFileId !== null && errorFileId !== null) return false;
  if (status !== 'failed') return true;
  if (!hasFailedThere(job)) return false;
  const hasAnswered = outputFileId !== null || errorFileId !== null || (job.providerCounts?.completed ?? 0) > 0;
  return job.providerErrors.length === 0 || (hasAnswered && counted(job) > answered);
}

/** Where the word is another one, the end is ours: the job was given up. */
function hasFailedThere({ providerStatus }: JobRecord): boolean {
  return providerStatus?.toLowerCase() === 'failed';
}
