import type { Hold } from '#lib/shared/contract/hold.ts';
import { allJobs, currentAttempt } from './attempts.ts';
import type { CopyRecord, JobRecord } from './job-record.ts';
import { isUnlooked } from './late-looks.ts';
import { isInLine } from './line.ts';
import type { BatchRecord } from './record.ts';
import { isRefreshDue } from './rules-version.ts';
import { needsPerson } from './status.ts';

export const taskKinds = [
  'check',
  'read_table',
  'make_requests',
  'split',
  'submit',
  'poll',
  'cancel',
  'cancel_copies',
  'look_late',
  'collect',
  'refresh',
  'remove',
] as const;
export type TaskKind = (typeof taskKinds)[number];

/** A unit of background work: one step on a batch, or on one of its jobs. */
export interface Task {
  readonly kind: TaskKind;
  readonly batchId: string;
  readonly jobId: string | null;
  /** The connection whose provider it may wait for; null where there is none. */
  readonly connectionId: string | null;
  /** Not before this time. */
  readonly dueAt: Date;
}

/**
 * True for a batch whose removal was asked for once nothing is left that ends by itself. What only a person could
 * help is not waited for.
 */
export function isReadyToRemove(record: BatchRecord): boolean {
  if (record.removeRequestedAt === null) return false;
  // Without a connection nothing here can ask the provider to end it.
  if (record.connectionId === null) return true;
  if (copiesOf(record).length > 0 || allJobs(record).some(isToBeLookedFor)) return false;
  const attempt = currentAttempt(record);
  if (attempt === null) return true;
  if (!attempt.isSplit) return isStuck(record);
  return attempt.jobs.every((job) => job.stage === 'collected' || isStuck(job));
}

/** True while nobody has looked whether the provider made a job of the part, which would go on unseen. */
function isToBeLookedFor(job: JobRecord): boolean {
  return isUnlooked(job) && !isStuck(job);
}

/** The job's copy whose cancel is due first, or null. */
export function dueCopy({ copies }: JobRecord): CopyRecord | null {
  const due = copies.filter(({ cancel }) => cancel === 'due');
  return due.toSorted((a, b) => a.nextAt.localeCompare(b.nextAt))[0] ?? null;
}

/** Jobs of whatever attempt that have copies to be cancelled. */
function copiesOf(record: BatchRecord): readonly JobRecord[] {
  return allJobs(record).filter((job) => dueCopy(job) !== null && !isCrashing(job));
}

function isStuck({ hold }: { readonly hold: Hold | null }): boolean {
  return hold !== null && needsPerson(hold);
}

/** True when the step ended its process again and again. It is not begun until a person says so. */
export function isCrashing({ hold }: { readonly hold: Hold | null }): boolean {
  return hold?.code === 'step_crashes';
}

/** True while there is anything left that a worker should do. */
export function hasOpenWork(record: BatchRecord): boolean {
  return dueTasks(record).length > 0;
}

/**
 * The steps that the record asks for now, each with the time when it is due. Of the parts that wait in line, only
 * the first has one.
 */
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
  // Such a step holds up the batch as a whole, but nothing that is under way at the provider.
  const ofBatch = (kind: TaskKind): readonly Task[] => (isCrashing(record) ? [] : [batchTask(kind)]);
  const asides = [...copiesOf(record).map((job) => copyTask(record, job)), ...lateTasks(record)];
  if (attempt === null) {
    const kind = dueOfDraft(record);
    return kind === null ? asides : [...ofBatch(kind), ...asides];
  }
  if (!attempt.isSplit) return [...ofBatch('split'), ...asides];
  if (isRefreshDue(record)) return [...ofBatch('refresh'), ...asides];
  const firstInLine = attempt.jobs.find(isInLine);
  const tasks = attempt.jobs.flatMap((job) => (isInLine(job) && job !== firstInLine ? [] : jobTasks(record, job)));
  return [...tasks, ...asides];
}

/** What a batch that was never started waits for; null when that is a person. */
function dueOfDraft({ check, table }: BatchRecord): TaskKind | null {
  if (check === null || check.endedAt === null) return 'check';
  if (table === null || (table.made !== null && table.wanted === null)) return null;
  if (table.reading === null || table.reading.endedAt === null) return 'read_table';
  return table.wanted !== null && table.reading.refusal === null ? 'make_requests' : null;
}

/** What is done beside the job's own steps, and holds up none of them. */
function copyTask({ id: batchId, connectionId }: BatchRecord, job: JobRecord): Task {
  const dueAt = new Date(dueCopy(job)?.nextAt ?? job.nextAt);
  return { kind: 'cancel_copies', batchId, jobId: job.id, connectionId, dueAt };
}

function lateTasks(record: BatchRecord): readonly Task[] {
  const { id: batchId, connectionId } = record;
  return allJobs(record).flatMap(({ id: jobId, lateLooks, hold }) =>
    lateLooks === null || isCrashing({ hold })
      ? []
      : [{ kind: 'look_late' as const, batchId, jobId, connectionId, dueAt: new Date(lateLooks.nextAt) }],
  );
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
  if (isCrashing(job)) return [];
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
export function isCancelAsked(record: BatchRecord, { cancelSentAt, troubles }: JobRecord): boolean {
  const isToEnd = record.cancelRequestedAt !== null || record.removeRequestedAt !== null;
  return isToEnd && cancelSentAt === null && troubles.cancel?.isFinal !== true;
}

/** Tells due tasks apart. The same step, due again at another time, is another task. */
export function taskKey(task: Task): string {
  return `${task.kind}:${task.batchId}:${task.jobId ?? ''}@${task.dueAt.toISOString()}`;
}
