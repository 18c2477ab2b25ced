import { stampOf } from '#lib/batch/store/stamp.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { WrongStateError } from '#lib/errors.ts';
import { isCrashing } from '#lib/record/due-tasks.ts';
import { holdTargets } from '#lib/record/hold-targets.ts';
import { endHold } from '#lib/record/hold.ts';
import { batchIdInput } from '#lib/shared/contract/batch-inputs.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';

/**
 * What waits is tried at once instead of at its next time. Throws `WrongStateError` when nothing waits for a
 * next try.
 */
export const tryNow = defineVerb({ name: 'tryNow', right: 'run', audit: 'batch', input: batchIdInput, run });

async function run(ctx: Context, { batchId }: Parsed<typeof batchIdInput>): Promise<void> {
  await updateBatch(ctx, batchId, (draft) => {
    // Whether a job was sent is for a person to decide: no try helps there.
    const held = holdTargets(draft).filter(({ hold }) => hold !== null && hold.kind !== 'job_in_doubt');
    if (held.length === 0) throw new WrongStateError('This batch is not waiting any more.');
    const now = ctx.clock.now().toISOString();
    for (const target of held) {
      if (target.nextAt > now) target.nextAt = now;
      target.unfinishedStarts = null;
      if (isCrashing(target)) endHold(draft, target, stampOf(ctx));
    }
  });
}
