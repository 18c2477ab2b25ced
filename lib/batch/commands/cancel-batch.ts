import { stampOf } from '#lib/batch/store/stamp.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { WrongStateError } from '#lib/errors.ts';
import { currentAttempt, isRunning, openJobs } from '#lib/record/attempts.ts';
import { addEvent } from '#lib/record/events.ts';
import { whyNotCancellable } from '#lib/record/obstacles.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { endUnsentJobs } from '#lib/record/transitions.ts';
import { batchIdInput } from '#lib/shared/contract/batch-inputs.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';

/**
 * Ends a running batch: parts that were not sent stay unsent, the provider is asked to end the others, and what is
 * answered already is kept. Asked twice it does the same once, also when all has ended meanwhile. Throws
 * `WrongStateError` for a batch that is not running.
 */
export const cancelBatch = defineVerb({ name: 'cancelBatch', right: 'run', audit: 'batch', input: batchIdInput, run });

async function run(ctx: Context, { batchId }: Parsed<typeof batchIdInput>): Promise<void> {
  await updateBatch(ctx, batchId, (draft) => {
    if (draft.cancelRequestedAt !== null) {
      if (isRunning(draft)) askAgain(ctx, draft);
      return;
    }
    const obstacle = whyNotCancellable(draft);
    if (obstacle !== null) throw new WrongStateError(obstacle);
    if (draft.connectionId === null && ctx.actor.kind !== 'script') {
      throw new WrongStateError('A script sends this batch with a client of its own. Cancel it from that script.');
    }
    requestCancel(ctx, draft);
  });
}

export function requestCancel(ctx: Context, draft: BatchRecord): void {
  if (draft.cancelRequestedAt !== null) return;
  const now = ctx.clock.now();
  draft.cancelRequestedAt = now.toISOString();
  endUnsentJobs(draft, now);
  if (currentAttempt(draft)?.isSplit === false) draft.nextAt = now.toISOString();
  for (const job of openJobs(draft)) {
    if (job.stage === 'sent') job.nextAt = now.toISOString();
  }
  addEvent(draft, stampOf(ctx), { kind: 'cancel_requested', data: {} });
}

/** What the provider has refused for good it is asked once more. */
function askAgain(ctx: Context, draft: BatchRecord): void {
  for (const job of openJobs(draft)) {
    if (job.troubles.cancel?.isFinal !== true) continue;
    job.troubles.cancel = null;
    if (job.stage === 'sent') job.nextAt = ctx.clock.now().toISOString();
  }
}
