import { selectForRetry } from '#lib/batch/results/retry-selection.ts';
import { getIndex } from '#lib/batch/store/request-index.ts';
import { getStoredBatch } from '#lib/batch/store/update-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { RetryScope } from '#lib/shared/contract/batch-inputs.ts';
import { previewRetryInput } from '#lib/shared/contract/batch-queries.ts';
import type { Cause, RetryPreview } from '#lib/shared/contract/batch-view.ts';
import { isCurable } from '#lib/shared/failures/find-failure.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';

/** What a retry with this scope would send and leave out, before anything is sent. */
export const previewRetry = defineVerb({ name: 'previewRetry', right: 'see', input: previewRetryInput, run });

async function run(ctx: Context, { batchId, scope }: Parsed<typeof previewRetryInput>): Promise<RetryPreview> {
  const { record } = await getStoredBatch(ctx, batchId);
  const [{ lines }, causes] = await Promise.all([
    selectForRetry(ctx, record, scope),
    getIndex(ctx).listCauses(batchId),
  ]);
  const isSent = (cause: Cause): boolean => sendsCause(scope, cause);
  return {
    requests: lines.length,
    attemptsSeen: record.attempts.length,
    sent: causes.filter(isSent),
    leftOut: ['lines', 'custom_ids'].includes(scope.kind) ? [] : causes.filter((cause) => !isSent(cause)),
    succeeded: record.counts.succeeded,
  };
}

function sendsCause(scope: RetryScope, cause: Cause): boolean {
  switch (scope.kind) {
    case 'curable':
      return isCurable(cause);
    case 'incurable':
      return !isCurable(cause);
    case 'failed':
    case 'missing':
      return cause.outcome === scope.kind;
    case 'unsuccessful':
    case 'all':
      return true;
    case 'cause':
      return cause.id === scope.causeId;
    case 'lines':
    case 'custom_ids':
      return false;
  }
}
