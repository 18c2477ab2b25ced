import type { BatchView } from '#lib/shared/contract/batch-view.ts';
import { refreshText } from '#lib/shared/words/refresh-texts.ts';

/**
 * Why a started batch cannot be retried just now, in a sentence; null when it can, and where no retry is in
 * question.
 */
export function whyNoRetry(batch: BatchView): string | null {
  const attempt = batch.attempts.at(-1);
  if (attempt === undefined || batch.isOfScript) return null;
  if (batch.isRemoveRequested) return 'This batch is being deleted.';
  if (attempt.endedAt === null) return `Attempt ${attempt.number} runs; the next retry can start when it ends.`;
  if (batch.isRefreshDue) return refreshText({ isHeld: batch.hold !== null });
  return batch.connection === null ? 'The connection was removed. Choose another one first.' : null;
}

/** True where buttons lead to a retry, now or as soon as nothing is in the way any more: then they are shown. */
export function isRetryInQuestion(batch: BatchView): boolean {
  return batch.actions.canRetry || whyNoRetry(batch) !== null;
}
