import { createPageToken } from '#components/live/page-token.ts';
import type { RetryBatchInput, RetryScope } from '#lib/shared/contract/batch-inputs.ts';
import type { RetryPreview } from '#lib/shared/contract/batch-view.ts';

/** One opening of the dialog: its token makes whatever it sends one attempt, however often it is sent. */
export interface PlannedRetry {
  readonly scope: RetryScope;
  readonly token: string;
}

export function planRetry(scope: RetryScope): PlannedRetry {
  return { scope, token: createPageToken() };
}

/** What the button sends: only what the preview behind it has shown, or nothing. */
export function retryInputOf(
  batchId: string,
  { scope, token }: PlannedRetry,
  { attemptsSeen, requests }: Pick<RetryPreview, 'attemptsSeen' | 'requests'>,
): RetryBatchInput {
  return { batchId, scope, token, attemptsSeen, requestsSeen: requests };
}
