import { stampOf } from '#lib/batch/store/stamp.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { isRunning, openJobs } from '#lib/record/attempts.ts';
import { endHold } from '#lib/record/hold.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { batchIdInput } from '#lib/shared/contract/batch-inputs.ts';
import { assertMay } from '#lib/verbs/assert-may.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';
import { requestCancel } from './cancel-batch.ts';

/**
 * Deletes a batch with its files. A running one is cancelled first and goes when its jobs have ended, or when only a
 * person could go on with them.
 */
export const removeBatch = defineVerb({ name: 'removeBatch', right: 'run', audit: 'batch', input: batchIdInput, run });

async function run(ctx: Context, { batchId }: Parsed<typeof batchIdInput>): Promise<void> {
  await updateBatch(ctx, batchId, (draft) => {
    if (draft.createdBy.id !== ctx.actor.id) assertMay(ctx, 'admin');
    requestRemoval(ctx, draft);
  });
}

export function requestRemoval(ctx: Context, draft: BatchRecord): void {
  if (draft.removeRequestedAt !== null) return;
  draft.removeRequestedAt = draft.nextAt = ctx.clock.now().toISOString();
  draft.lease = null;
  if (!isRunning(draft)) return;
  requestCancel(ctx, draft);
  // What holds up the batch is tried once more, as it may have been mended meanwhile.
  for (const held of [draft, ...openJobs(draft)]) {
    if (held.hold === null) continue;
    endHold(draft, held, stampOf(ctx));
    held.nextAt = draft.nextAt;
  }
}
