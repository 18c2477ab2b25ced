import { addEvent } from '#lib/batch/store/update-batch.ts';
import { returnToLine } from '#lib/batch/token-limit/queue.ts';
import { isTokenRefusal, wakeFirstInLine } from '#lib/batch/token-limit/rules.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { Provider, ProviderJob } from '#lib/contracts/provider.ts';
import { endHold } from '#lib/record/hold.ts';
import type { BatchRecord, JobRecord } from '#lib/record/record.ts';
import { moveJob } from '#lib/record/state.ts';
import { isEnded } from '#lib/shared/contract/status.ts';

/** Enough of a refused file's problems to see what is wrong; a job can list one a line. */
const maxProviderErrors = 100;
const maxMessageLength = 500;
const maxCodeLength = 200;

/**
 * Takes over what the provider says of a sent job. When it has ended, collecting is due at once; when it had no room for the
 * job's tokens, the job is to be sent again.
 */
export function applyProviderJob(
  ctx: Context,
  draft: BatchRecord,
  job: JobRecord,
  seen: ProviderJob,
  provider: Provider,
): void {
  if (hadNoRoom(seen)) {
    returnToLine(ctx, draft, job, provider, { providerId: seen.id, message: seen.errors[0]?.message ?? '' });
    return;
  }
  const before = { status: job.status, word: job.providerStatus };
  job.status = seen.status;
  job.providerStatus = seen.providerStatus.slice(0, maxCodeLength);
  job.providerCounts = seen.counts;
  job.outputFileId = seen.outputFileId;
  job.errorFileId = seen.errorFileId;
  job.expiresAt = seen.expiresAt?.toISOString() ?? job.expiresAt;
  job.providerErrors = seen.errors.slice(0, maxProviderErrors).map((error) => ({
    code: error.code?.slice(0, maxCodeLength) ?? null,
    message: error.message.slice(0, maxMessageLength),
    param: error.param?.slice(0, maxCodeLength) ?? null,
    line: error.line,
  }));
  if (seen.status === null && before.word !== seen.providerStatus) {
    ctx.log.warn('unknown provider status', { batchId: draft.id, jobId: job.id, providerStatus: seen.providerStatus });
  }
  if (seen.status === 'in_progress' && before.status !== 'in_progress') {
    addEvent(draft, { at: ctx.clock.now(), actor: ctx.actor, kind: 'job_running', data: { part: job.part } });
  }
  if (seen.status !== null && isEnded(seen.status)) {
    moveJob(job, 'ended');
    job.endedAt = (seen.endedAt ?? ctx.clock.now()).toISOString();
    job.nextAt = ctx.clock.now().toISOString();
    job.failures = job.notFoundLooks = 0;
    endHold(ctx, draft, job);
    wakeFirstInLine(draft, ctx.clock.now());
    addEvent(draft, {
      at: ctx.clock.now(),
      actor: ctx.actor,
      kind: 'job_ended',
      data: { part: job.part, status: seen.status, sent: true },
    });
  }
}

/** A job that answered anything was not refused: it ends, and its answers are collected. */
function hadNoRoom({ status, errors, counts, outputFileId, errorFileId }: ProviderJob): boolean {
  const hasAnswers =
    outputFileId !== null || errorFileId !== null || (counts !== null && counts.completed + counts.failed > 0);
  return status === 'failed' && errors.length > 0 && errors.every(isTokenRefusal) && !hasAnswers;
}
