import { WrongStateError } from '#lib/errors.ts';
import type { EndedStatus, JobStatus } from '#lib/shared/contract/status.ts';
import { openJobs } from './attempts.ts';
import { type Stamp, addEvent } from './events.ts';
import { endHold } from './hold.ts';
import type { JobRecord, JobStage } from './job-record.ts';
import { beginLateLooks } from './late-looks.ts';
import { wakeFirstInLine } from './line.ts';
import type { BatchRecord } from './record.ts';

/*
 * The life of a job. Nothing else writes `stage` or `status`. Each move throws `WrongStateError` for one that
 * the table does not have.
 */

/** A job's status as a provider says it. */
interface SeenStatus {
  readonly status: JobStatus | null;
  readonly providerStatus: string;
}

const maxStatusLength = 200;

/**
 * Which stage may follow which. `sending` goes back only when the create call was refused, or a person
 * decides so, `sent` only when the provider ended the job at once because it had no room for its tokens, or a
 * person has the part sent again whose job it does not know any more. `uploaded` becomes `sent` when an
 * earlier create call that was refused turns out to have made a job, and so does `ended` where the part had
 * ended for that refusal. `collected` is left only by a part that was given up and whose job appears after
 * all.
 */
const nextStages: Readonly<Record<JobStage, readonly JobStage[]>> = {
  prepared: ['uploaded', 'ended'],
  uploaded: ['sending', 'sent', 'ended'],
  sending: ['sent', 'uploaded', 'ended'],
  sent: ['ended', 'uploaded'],
  ended: ['collected', 'sent'],
  collected: ['ended'],
};

/** Moves a job on. Throws `WrongStateError` for a step that the table does not have. */
export function moveJob(job: JobRecord, stage: JobStage): void {
  if (!nextStages[job.stage].includes(stage)) {
    throw new WrongStateError(`Job ${job.id} cannot go from ${job.stage} to ${stage}.`);
  }
  job.stage = stage;
}

/**
 * Notes that the provider has the part's file. The job may be `uploaded` already, when an earlier file was
 * forgotten there.
 */
export function markUploaded(job: JobRecord, fileId: string): void {
  if (job.stage === 'prepared') moveJob(job, 'uploaded');
  job.fileId = fileId;
  job.failures = 0;
}

/** Allows the create call to leave. To be saved before it does. */
export function markSending(draft: BatchRecord, job: JobRecord, { at }: Stamp): void {
  moveJob(job, 'sending');
  job.sendingAt = job.nextAt = at.toISOString();
  wakeFirstInLine(draft, at);
}

/** Whether the last create call made a job is in doubt again, though it was refused. */
export function backToSending(job: JobRecord): void {
  if (job.stage === 'sending') return;
  moveJob(job, 'sending');
  job.sendingAt = job.doubtfulCreates?.lastAt ?? job.nextAt;
}

/** Notes a job that the provider has beside the one that is used: it is to be cancelled, unless it is over already. */
export function noteCopy(
  job: JobRecord,
  providerId: string,
  found: { readonly at: string; readonly isOver: boolean },
): void {
  const { at, isOver } = found;
  job.copies.push({ providerId, foundAt: at, cancel: isOver ? 'done' : 'due', nextAt: at, failures: 0 });
}

/** The provider has made a job of the part. `nextAt` says when to look at it first. */
export function markSent(
  job: JobRecord,
  sent: { readonly providerId: string; readonly sentAt: Date; readonly nextAt: string },
): void {
  moveJob(job, 'sent');
  job.providerId = sent.providerId;
  job.refusal = null;
  job.endedAt = null;
  job.sentAt = sent.sentAt.toISOString();
  job.nextAt = sent.nextAt;
  job.failures = 0;
}

/**
 * The create call ended without a job that we know of. Some servers refuse what they have carried out: before
 * another call leaves, the provider's list is to be asked, and some more times whatever becomes of the part.
 * Not for calls that never reached it.
 */
export function noteDoubtfulCreate(job: JobRecord, now: Date): void {
  if (job.sendingAt === null) return;
  const fileIds = new Set(job.doubtfulCreates?.fileIds);
  if (job.fileId !== null) fileIds.add(job.fileId);
  const since = job.doubtfulCreates?.since ?? job.sendingAt;
  job.doubtfulCreates = { since, lastAt: job.sendingAt, fileIds: [...fileIds], isLookDue: true };
  beginLateLooks(job, now);
}

/** Ends a create call. The part may be sent again with the same file. */
export function backToUploaded(job: JobRecord): void {
  moveJob(job, 'uploaded');
  job.sendingAt = null;
}

/** The part is to be sent again: its job was ended at once for want of room, or given up as unknown there. */
export function forgetProviderJob(job: JobRecord): void {
  backToUploaded(job);
  job.status = 'queued';
  job.providerStatus = job.providerId = job.providerCounts = null;
  job.providerErrors = [];
  job.outputFileId = job.errorFileId = null;
  job.sentAt = job.expiresAt = job.cancelSentAt = job.troubles.cancel = null;
  calmJob(job);
}

/** Notes what the provider calls the job now: our word for it, null for one that we do not know, and its own. */
export function noteStatus(job: JobRecord, { status, providerStatus }: SeenStatus): void {
  job.status = status;
  job.providerStatus = providerStatus.slice(0, maxStatusLength);
}

/** Notes that the last call about the job went well. */
export function calmJob(job: JobRecord): void {
  job.failures = 0;
  job.troubles.unknown = null;
}

/** Ends a job: nothing more will come of it. Its answers are collected next. */
export function endJob(
  draft: BatchRecord,
  job: JobRecord,
  stamp: Stamp,
  { status, endedAt = stamp.at }: { readonly status: EndedStatus; readonly endedAt?: Date },
): void {
  const sent = job.stage === 'sending' ? null : job.stage === 'sent';
  moveJob(job, 'ended');
  job.status = status;
  job.endedAt = endedAt.toISOString();
  job.nextAt = stamp.at.toISOString();
  calmJob(job);
  endHold(draft, job, stamp);
  wakeFirstInLine(draft, stamp.at);
  addEvent(draft, stamp, { kind: 'job_ended', data: { part: job.part, status, sent } });
}

/** Has an ended job collected with what is stored of it: nothing more is fetched. */
export function giveUpResults(job: JobRecord): void {
  job.status = 'failed';
  job.outputFileId = job.errorFileId = null;
  calmJob(job);
}

/** Notes that the job's result lines are in, with what `collected` says of them. */
export function markCollected(
  job: JobRecord,
  collected: Pick<JobRecord, 'counts' | 'untried' | 'endings' | 'judgedBy' | 'outcomesKey' | 'usage'>,
  { at }: Stamp,
): void {
  moveJob(job, 'collected');
  job.status ??= 'completed';
  job.collectedAt = at.toISOString();
  job.failures = 0;
  Object.assign(job, collected);
}

/** Has a part that was given up collected once more, because its job has appeared. */
export function reopenGivenUp(draft: BatchRecord, job: JobRecord): void {
  moveJob(job, 'ended');
  job.untried = { failed: 0, missing: 0 };
  job.counts = job.endings = job.judgedBy = job.outcomesKey = job.usage = job.collectedAt = null;
  const attempt = draft.attempts.find(({ jobs }) => jobs.includes(job));
  if (attempt !== undefined) attempt.endedAt = null;
}

/** Ends the jobs that the provider has never heard of. A cancel and a removal ask for this. */
export function endUnsentJobs(record: BatchRecord, now: Date): void {
  for (const job of openJobs(record)) {
    if (job.stage === 'prepared' || job.stage === 'uploaded') endUnsentJob(job, now);
  }
}

/**
 * Whoever is just uploading the part loses the work with the lease. What a refused create call may have made
 * all the same is looked for later.
 */
export function endUnsentJob(job: JobRecord, now: Date): void {
  moveJob(job, 'ended');
  job.lease = null;
  job.status = 'cancelled';
  job.endedAt = now.toISOString();
  job.nextAt = now.toISOString();
  job.failures = 0;
  job.hold = null;
}
