import { makeDueNow } from '#lib/batch/upkeep/make-due-now.ts';
import type { Context } from '#lib/contracts/context.ts';
import { ProviderError } from '#lib/providers/provider-error.ts';
import { openJobs } from '#lib/record/attempts.ts';
import type { TaskKind } from '#lib/record/due-tasks.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { deriveHold, deriveStatus } from '#lib/record/status.ts';
import type { Hold } from '#lib/shared/contract/hold.ts';
import { type EndedStatus, holdsThatNeedAPerson, isEnded, type JobStatus } from '#lib/shared/contract/status.ts';
import { holdText, formatUtc } from '#lib/shared/words/hold-texts.ts';
import { advance } from './drive.ts';
import { BatchStateError } from './errors.ts';

/** The steps that ask and fetch: nothing is sent by them that could be paid for. */
const readingSteps = ['poll', 'cancel', 'cancel_copies', 'look_late', 'collect'] as const satisfies readonly TaskKind[];

export interface LookOptions {
  /** Whether parts that are still to be sent go out too. */
  readonly sends: boolean;
  readonly onChange?: ((record: BatchRecord) => void) | undefined;
}

/** Asks the provider about every open job now, and does what follows from the answers. Waits for nothing. */
export async function lookNow(ctx: Context, batchId: string, { sends, onChange }: LookOptions): Promise<BatchRecord> {
  await makeDueNow(ctx, batchId, { sends });
  return advance(ctx, batchId, { onChange, ...(sends ? {} : { kinds: readingSteps }) });
}

/** Throws `BatchStateError` when only a person can help. */
export function assertNobodyNeeded(record: BatchRecord, failure: unknown): void {
  const hold = deriveHold(record);
  if (hold === null || !holdsThatNeedAPerson.includes(hold.kind) || isGivenUpInTheEnd(record, hold)) return;
  const advice = hold.kind === 'job_in_doubt' ? ' Call resolveDoubt().' : '';
  throw new BatchStateError('provider_failed', `${describeForScript(hold, failure)}${advice}`, { cause: failure });
}

/**
 * True for a sent job or a result file that the provider does not know. It is looked for during a while before
 * anybody is asked.
 */
function isGivenUpInTheEnd(record: BatchRecord, hold: Hold): boolean {
  const isLookedFor = (job: JobRecord): boolean =>
    job.troubles.unknown !== null && (job.stage === 'sent' || job.stage === 'ended');
  return hold.kind === 'refused' && openJobs(record).some((job) => job.hold?.kind === 'refused' && isLookedFor(job));
}

/** A hold's sentence is written for the dashboard's pages. For a script the provider's own message is better. */
export function describeForScript(hold: Hold, failure: unknown): string {
  if (hold.kind === 'job_in_doubt' || !ProviderError.is(failure)) return holdText(hold, formatUtc);
  if (failure.kind !== 'key_refused') return failure.message;
  const said = failure.providerMessage === null ? '' : ` It says: “${failure.providerMessage}”`;
  return `The provider refused the client's key (HTTP ${failure.statusCode}). Pass a client with one that may use batches.${said}`;
}

/** True when the provider has taken the cancel of this job, or has nothing to end. */
export function isCancelTaken({ stage, cancelSentAt, failures, troubles }: JobRecord): boolean {
  if (stage === 'sending') return false;
  return stage !== 'sent' || (cancelSentAt !== null && failures === 0 && troubles.unknown === null);
}

/** True when the batch waits for something that only a person can do. */
export function needsPerson(record: BatchRecord): boolean {
  const hold = deriveHold(record);
  return hold !== null && holdsThatNeedAPerson.includes(hold.kind);
}

/** OpenAI's word for the status of a started batch. It is `validating` until the provider knows of a part. */
export function openAiStatusOf(record: BatchRecord): JobStatus {
  const status = deriveStatus(record);
  return status === 'draft' || status === 'queued' ? 'validating' : status;
}

/** The status of a batch with no work under way. */
export function endedStatusOf(record: BatchRecord): EndedStatus {
  const status = deriveStatus(record);
  return isEnded(status) ? status : 'completed';
}
