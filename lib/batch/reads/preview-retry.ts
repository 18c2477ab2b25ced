import { selectForRetry } from '#lib/batch/results/retry-selection.ts';
import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import { getIndex } from '#lib/batch/store/request-index.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { RetryScope } from '#lib/shared/contract/batch-inputs.ts';
import { previewRetryInput } from '#lib/shared/contract/batch-queries.ts';
import type { CauseCount, RetryPreview } from '#lib/shared/contract/batch-view.ts';
import { isCurable, shownOutcome } from '#lib/shared/failures/find-failure.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';

/** What a retry with this scope would send and leave out, before anything is sent. */
export const previewRetry = defineVerb({
  name: 'previewRetry',
  right: 'see',
  audit: 'none',
  input: previewRetryInput,
  run,
});

async function run(ctx: Context, { batchId, scope }: Parsed<typeof previewRetryInput>): Promise<RetryPreview> {
  const { record } = await getStoredBatch(ctx, batchId);
  const { lines, merged } = await selectForRetry(ctx, record, scope);
  return {
    requests: lines.length,
    attemptsSeen: record.attempts.length,
    ...(await listByCause(ctx, batchId, scope, lines)),
    answered: lines.reduce((count, line) => (merged.outcomeOf(line) === 'succeeded' ? count + 1 : count), 0),
    succeeded: record.counts.succeeded,
  };
}

/** When requests were chosen one by one, nothing is "left out": the others were not meant. */
async function listByCause(
  ctx: Context,
  batchId: string,
  scope: RetryScope,
  lines: Uint32Array,
): Promise<Pick<RetryPreview, 'sent' | 'leftOut'>> {
  const index = getIndex(ctx);
  if (scope.kind === 'lines' || scope.kind === 'custom_ids' || scope.kind === 'matching')
    return { sent: await index.causesOfLines(batchId, lines), leftOut: [] };
  const causes = (await index.listCauses(batchId)).map(({ sampleCustomIds: _samples, ...cause }) => cause);
  const isSent = (cause: CauseCount): boolean => sendsCause(scope, cause);
  return { sent: causes.filter(isSent), leftOut: causes.filter((cause) => !isSent(cause)) };
}

function sendsCause(
  scope: Exclude<RetryScope, { kind: 'lines' | 'custom_ids' | 'matching' }>,
  cause: CauseCount,
): boolean {
  switch (scope.kind) {
    case 'curable':
      return isCurable(cause);
    case 'incurable':
      return !isCurable(cause);
    case 'failed':
    case 'missing':
    case 'not_answered':
      return shownOutcome(cause) === scope.kind;
    case 'unsuccessful':
    case 'all':
      return true;
    case 'cause':
      return cause.id === scope.causeId;
  }
}
