import { storableErrors } from '#lib/batch/fetching/storable-errors.ts';
import type { JobChange } from '#lib/batch/store/job-change.ts';
import { stampOf } from '#lib/batch/store/stamp.ts';
import { returnToLine } from '#lib/batch/token-limit/queue.ts';
import { isTokenRefusal } from '#lib/batch/token-limit/rules.ts';
import type { ProviderJob } from '#lib/contracts/provider.ts';
import { addEvent } from '#lib/record/events.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import { endJob, noteStatus } from '#lib/record/transitions.ts';
import { isEnded } from '#lib/shared/contract/status.ts';

/**
 * Copies what the provider says of a sent job into the record. When it has ended, collecting is due at once; when it
 * had no room for the job's tokens, the job is to be sent again.
 */
export function applyProviderJob(change: JobChange, seen: ProviderJob): void {
  const { ctx, draft, job, provider } = change;
  if (hadNoRoom(seen)) {
    returnToLine(change, { providerId: seen.id, message: seen.errors[0]?.message ?? '' });
    return;
  }
  const before = { status: job.status, word: job.providerStatus };
  copyFacts(job, seen);
  if (seen.status === null && before.word !== seen.providerStatus) {
    ctx.log.warn('unknown provider status', { batchId: draft.id, jobId: job.id, providerStatus: seen.providerStatus });
  }
  if (seen.status === 'in_progress' && before.status !== 'in_progress') {
    addEvent(draft, stampOf(ctx), { kind: 'job_running', data: { part: job.part } });
  }
  if (seen.status !== null && isEnded(seen.status)) {
    for (const file of seen.oddFiles)
      job.warnings.push({ code: 'odd_file_id', facts: { provider: provider.name, file } });
    const { status, endedAt } = seen;
    endJob(draft, job, stampOf(ctx), endedAt === null ? { status } : { status, endedAt });
  }
}

function copyFacts(job: JobRecord, seen: ProviderJob): void {
  noteStatus(job, seen);
  job.providerCounts = seen.counts;
  job.outputFileId = seen.outputFileId;
  job.errorFileId = seen.errorFileId;
  job.expiresAt = seen.expiresAt?.toISOString() ?? job.expiresAt;
  job.providerErrors = storableErrors(seen.errors);
}

/** A job that answered anything was not refused: it ends, and its answers are collected. */
export function hadNoRoom({ status, errors, counts, outputFileId, errorFileId }: ProviderJob): boolean {
  const hasAnswers =
    outputFileId !== null || errorFileId !== null || (counts !== null && counts.completed + counts.failed > 0);
  return status === 'failed' && errors.length > 0 && errors.every(isTokenRefusal) && !hasAnswers;
}
