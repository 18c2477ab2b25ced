import { forEachBatch } from '#lib/batch/store/for-each-batch.ts';
import { stampOf } from '#lib/batch/store/stamp.ts';
import { updateBatchIfThere } from '#lib/batch/store/update-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { allJobs, openJobs } from '#lib/record/attempts.ts';
import { isCrashing } from '#lib/record/due-tasks.ts';
import { holdTargets, perhapsFixed } from '#lib/record/hold-targets.ts';
import { endHold } from '#lib/record/hold.ts';
import { isJobHidden } from '#lib/shared/contract/hidden-job.ts';
import type { HoldKind } from '#lib/shared/contract/status.ts';

/** A changed connection may lead to another provider, of whom nobody has asked to wait. */
const fixedByConnection: readonly HoldKind[] = [...perhapsFixed, 'rate_limit'];

/** Makes due at once what a connection held up, after it was changed. Returns how many batches that are. */
export async function wakeHeldBatches(ctx: Context, connectionId: string): Promise<number> {
  let woken = 0;
  await forEachBatch(ctx, { openOnly: true }, async (record) => {
    if (record.connectionId === connectionId && (await wakeBatch(ctx, record.id)) === true) woken += 1;
  });
  return woken;
}

/** Null when the batch has been removed meanwhile. */
function wakeBatch(ctx: Context, batchId: string): Promise<boolean | null> {
  return updateBatchIfThere(ctx, batchId, (draft) => {
    const now = ctx.clock.now().toISOString();
    const held = holdTargets(draft).filter(
      ({ hold }) => hold !== null && !isCrashing({ hold }) && fixedByConnection.includes(hold.kind),
    );
    for (const target of held) {
      endHold(draft, target, stampOf(ctx));
      target.failures = 0;
      target.nextAt = now;
    }
    // A person is asked until it turns out that the job is shown again.
    const hidden = openJobs(draft).filter(({ hold }) => isJobHidden(hold));
    for (const job of hidden) job.nextAt = now;
    const failing = allJobs(draft).flatMap(({ lateLooks }) => (lateLooks?.failing == null ? [] : [lateLooks]));
    for (const lateLooks of failing) lateLooks.nextAt = now;
    return held.length + hidden.length + failing.length > 0;
  });
}
