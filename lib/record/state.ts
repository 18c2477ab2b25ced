import type { Task } from '#lib/contracts/context.ts';
import { InvalidInputError, WrongStateError } from '#lib/errors.ts';
import {
  type BatchStatus,
  type Hold,
  type JobStatus,
  type OutcomeCounts,
  holdsThatNeedAPerson,
  isEnded,
} from '#lib/shared/contract/status.ts';
import type { AttemptRecord, BatchRecord, JobRecord, JobStage } from './record.ts';

/**
 * Which stage may follow which. `sending` goes back only when the create call surely did not happen, `sent` only when the
 * provider ended the job at once because it had no room for its tokens.
 */
const nextStages: Readonly<Record<JobStage, readonly JobStage[]>> = {
  prepared: ['uploaded', 'ended'],
  uploaded: ['sending', 'ended'],
  sending: ['sent', 'uploaded', 'ended'],
  sent: ['ended', 'uploaded'],
  ended: ['collected'],
  collected: [],
};

/** Moves a job on. Throws `WrongStateError` for a step that the table does not have. */
export function moveJob(job: JobRecord, stage: JobStage): void {
  if (!nextStages[job.stage].includes(stage)) {
    throw new WrongStateError(`Job ${job.id} cannot go from ${job.stage} to ${stage}.`);
  }
  job.stage = stage;
}

/** From least to most advanced, as a batch's status is that of its least advanced open job. */
const openStatuses = ['validating', 'in_progress', 'cancelling', 'finalizing'] as const satisfies readonly JobStatus[];

export function currentAttempt(record: BatchRecord): AttemptRecord | null {
  return record.attempts.at(-1) ?? null;
}

/** The batch's status, a function of its current attempt's jobs. Nothing else decides it. */
export function deriveStatus(record: BatchRecord): BatchStatus {
  const attempt = currentAttempt(record);
  if (attempt === null) return 'draft';
  if (!attempt.isSplit) return 'queued';
  const statuses = attempt.jobs.map((job) => visibleStatus(job, record));
  if (statuses.includes('queued')) {
    return statuses.every((status) => status === 'queued') ? 'queued' : 'in_progress';
  }
  const leastAdvanced = openStatuses.find((status) => statuses.includes(status));
  if (leastAdvanced !== undefined) return leastAdvanced;
  const [first = 'completed', ...rest] = statuses;
  return isEnded(first) && rest.every((status) => status === first) ? first : 'completed';
}

/**
 * A job's status for people. An ended job whose result lines are not in yet is still finalizing, a job that was
 * asked to end is cancelling, and a word that we do not know is shown as running: `providerStatus` tells it.
 */
export function visibleStatus(job: JobRecord, record: BatchRecord): BatchStatus {
  switch (job.stage) {
    case 'prepared':
    case 'uploaded':
    case 'sending':
      return 'queued';
    case 'sent':
      return record.cancelRequestedAt !== null ? 'cancelling' : (job.status ?? 'in_progress');
    case 'ended':
      return 'finalizing';
    case 'collected':
      return job.status ?? 'completed';
  }
}

/**
 * What holds the batch up: first what a person must mend, else what has lasted longest; null when nothing does. Parts that wait
 * for room behind others that run, or that are just being sent, hold up nothing.
 */
export function deriveHold(record: BatchRecord): Hold | null {
  const jobs = currentAttempt(record)?.jobs ?? [];
  const goesOn = jobs.some((job) => job.hold === null && job.stage !== 'collected');
  const holds = [record.hold, ...jobs.map((job) => job.hold)]
    .filter((hold) => hold !== null)
    .filter(({ kind }) => kind !== 'token_limit' || !goesOn);
  holds.sort((a, b) => Number(needsPerson(b)) - Number(needsPerson(a)) || a.since.localeCompare(b.since));
  return holds[0] ?? null;
}

function needsPerson(hold: Hold): boolean {
  return holdsThatNeedAPerson.includes(hold.kind);
}

export function isAttemptEnded(attempt: AttemptRecord): boolean {
  return attempt.isSplit && attempt.jobs.every((job) => job.stage === 'collected');
}

/** True while an attempt is under way. */
export function isRunning(record: BatchRecord): boolean {
  const attempt = currentAttempt(record);
  return attempt !== null && !isAttemptEnded(attempt);
}

/** True for a batch to be removed once nothing is left that ends by itself: nobody has to mend what will be gone. */
export function isReadyToRemove(record: BatchRecord): boolean {
  if (record.removeRequestedAt === null) return false;
  const attempt = currentAttempt(record);
  // Without a connection nothing here can ask the provider to end it.
  if (attempt === null || record.connectionId === null) return true;
  if (!attempt.isSplit) return isStuck(record);
  return attempt.jobs.every((job) => job.stage === 'collected' || isStuck(job));
}

function isStuck({ hold }: { readonly hold: Hold | null }): boolean {
  return hold !== null && needsPerson(hold);
}

/** True while there is anything left that a worker should do. */
export function hasOpenWork(record: BatchRecord): boolean {
  return dueTasks(record).length > 0;
}

/** True for a part that waits for room at the provider. The line is the order of the attempt's jobs. */
export function isInLine({ stage, hold }: JobRecord): boolean {
  return (stage === 'prepared' || stage === 'uploaded') && hold?.kind === 'token_limit';
}

/** True while another part stands before this one in the line: until that is gone nobody looks at this one. */
export function isBehindInLine(record: BatchRecord, job: JobRecord): boolean {
  return isInLine(job) && currentAttempt(record)?.jobs.find(isInLine)?.id !== job.id;
}

/** The steps that the record asks for now, each with the time when it is due. However long the line is, only its first has one. */
export function dueTasks(record: BatchRecord): readonly Task[] {
  const batchTask = (kind: Task['kind']): Task => ({
    kind,
    batchId: record.id,
    jobId: null,
    connectionId: record.connectionId,
    dueAt: new Date(record.nextAt),
  });
  const attempt = currentAttempt(record);
  if (isReadyToRemove(record)) return [batchTask('remove')];
  if (attempt === null) return record.check === null || record.check.endedAt === null ? [batchTask('check')] : [];
  if (!attempt.isSplit) return [batchTask('split')];
  const firstInLine = attempt.jobs.find(isInLine);
  return attempt.jobs.flatMap((job) => (isInLine(job) && job !== firstInLine ? [] : jobTasks(record, job)));
}

function jobTasks(record: BatchRecord, job: JobRecord): readonly Task[] {
  const { id: batchId, connectionId } = record;
  const task = (kind: Task['kind']): Task => ({
    kind,
    batchId,
    jobId: job.id,
    connectionId,
    dueAt: new Date(job.nextAt),
  });
  switch (job.stage) {
    case 'prepared':
    case 'uploaded':
    case 'sending':
      return job.hold?.kind === 'job_in_doubt' ? [] : [task('submit')];
    case 'sent':
      return isCancelAsked(record, job) ? [task('cancel')] : [task('poll')];
    case 'ended':
      return [task('collect')];
    case 'collected':
      return [];
  }
}

/** True while the provider is still to be asked for the end of a job that it has. */
export function isCancelAsked(record: BatchRecord, { cancelSentAt, cancelRefused }: JobRecord): boolean {
  return record.cancelRequestedAt !== null && cancelSentAt === null && cancelRefused?.isFinal !== true;
}

/** Tells one due task from another: the same step, due again at another time, is another task. */
export function taskKey(task: Task): string {
  return `${task.kind}:${task.batchId}:${task.jobId ?? ''}@${task.dueAt.toISOString()}`;
}

/** Ends the jobs that the provider has never heard of, as a cancel and a removal ask for. */
export function endUnsentJobs(record: BatchRecord, now: Date): void {
  for (const job of currentAttempt(record)?.jobs ?? []) {
    if (job.stage === 'prepared' || job.stage === 'uploaded') endUnsentJob(job, now);
  }
}

/** Whoever is just uploading the part loses the work with the lease. */
export function endUnsentJob(job: JobRecord, now: Date): void {
  moveJob(job, 'ended');
  job.lease = null;
  job.status = 'cancelled';
  job.endedAt = now.toISOString();
  job.nextAt = now.toISOString();
  job.failures = 0;
  job.hold = null;
}

/** Why the batch cannot be started, in a sentence; null when it can. */
export function whyNotStartable(record: BatchRecord): string | null {
  if (record.removeRequestedAt !== null) return 'This batch is being deleted.';
  if (record.attempts.length > 0) return 'This batch has been started already.';
  const { check } = record;
  if (check === null || check.endedAt === null) return 'The file is still being checked. Wait for it, then start.';
  if (check.refusal !== null) return check.refusal.sentence;
  if (check.requests === 0) return 'No line of this file can be sent. Upload a corrected file.';
  if (check.badLines > 0 && !record.leaveOutBadLines) {
    const lines = check.badLines === 1 ? 'One line' : `${check.badLines.toLocaleString('en')} lines`;
    return `${lines} cannot be sent. Leave out what is bad, or upload a corrected file.`;
  }
  return null;
}

/** Why nothing of the batch can be retried, in a sentence; null when something can. */
export function whyNotRetryable(record: BatchRecord): string | null {
  if (record.removeRequestedAt !== null) return 'This batch is being deleted.';
  if (record.attempts.length === 0) return 'This batch has not been started yet, so there is nothing to retry.';
  if (isRunning(record)) return 'This batch is still running. Retry when it has finished, or cancel it first.';
  return null;
}

/** Why the batch cannot be cancelled, in a sentence; null when it can. */
export function whyNotCancellable(record: BatchRecord): string | null {
  if (record.attempts.length === 0) return 'This batch has not been started yet, so there is nothing to cancel.';
  if (!isRunning(record)) return 'This batch has finished already, so there is nothing to cancel.';
  const attempt = currentAttempt(record);
  const areJobsOver =
    attempt?.isSplit === true && attempt.jobs.every(({ stage }) => stage === 'ended' || stage === 'collected');
  if (areJobsOver)
    return 'All jobs of this batch have ended, so there is nothing to cancel. Their answers are being collected.';
  return null;
}

export function emptyCounts(total: number): OutcomeCounts {
  return { total, pending: total, succeeded: 0, failed: 0, missing: 0 };
}

/** The job of the current attempt with this id, or null. */
export function findJob(record: BatchRecord, jobId: string): JobRecord | null {
  return currentAttempt(record)?.jobs.find((job) => job.id === jobId) ?? null;
}

/** Throws `InvalidInputError` when the current attempt has no such job. */
export function getJob(record: BatchRecord, jobId: string): JobRecord {
  const job = findJob(record, jobId);
  if (job === null) throw new InvalidInputError(`Batch ${record.id} has no open job ${jobId}.`);
  return job;
}
