import { refreshText } from '#lib/shared/words/refresh-texts.ts';
import { refusalText } from '#lib/shared/words/refusal-text.ts';
import { currentAttempt, isRunning } from './attempts.ts';
import { endpointUrlOf } from './endpoint.ts';
import type { BatchRecord } from './record.ts';
import { isRefreshDue } from './rules-version.ts';

/** Why the batch cannot be started, in a sentence; null when it can. */
export function whyNotStartable(record: BatchRecord): string | null {
  if (record.removeRequestedAt !== null) return 'This batch is being deleted.';
  if (record.attempts.length > 0) return 'This batch has been started already.';
  const { check } = record;
  if (check === null || check.endedAt === null) return 'The file is still being checked. Wait for it, then start.';
  if (check.refusal !== null) return refusalText(check.refusal);
  if (check.requests === 0) return 'No line of this file can be sent. Upload a corrected file.';
  if (check.badLines > 0 && !record.leaveOutBadLines) {
    const lines = check.badLines === 1 ? 'One line' : `${check.badLines.toLocaleString('en')} lines`;
    return `${lines} cannot be sent. Leave out what is bad, or upload a corrected file.`;
  }
  if (check.withoutUrl > 0 && endpointUrlOf(record) === null) {
    return 'The lines of this file do not say which endpoint they are for. Choose the endpoint, then start.';
  }
  return null;
}

/** Why nothing of the batch can be retried, in a sentence; null when something can. */
export function whyNotRetryable(record: BatchRecord): string | null {
  if (record.removeRequestedAt !== null) return 'This batch is being deleted.';
  if (record.attempts.length === 0) return 'This batch has not been started yet, so there is nothing to retry.';
  if (isRunning(record)) return 'This batch is still running. Retry when it has finished, or cancel it first.';
  // By older rules an answer that is paid for may count as a failure.
  return isRefreshDue(record) ? refreshText({ isHeld: record.hold !== null }) : null;
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
