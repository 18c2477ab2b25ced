import { stampOf } from '#lib/batch/store/stamp.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { holdTargets, perhapsFixed } from '#lib/record/hold-targets.ts';
import { endHold } from '#lib/record/hold.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { holdsThatNeedAPerson } from '#lib/shared/contract/status.ts';

/**
 * Makes due at once, for one try, what a script may hurry: looks at jobs that went well so far, and what a person
 * may have fixed meanwhile. With `sends` false, only what is at the provider already. Waits that the provider
 * asked for stay, and so does the number of failures in a row, which sets the back-off. Throws `NotFoundError`.
 */
export async function makeDueNow(ctx: Context, batchId: string, { sends }: { readonly sends: boolean }): Promise<void> {
  await updateBatch(ctx, batchId, (draft) => {
    const now = ctx.clock.now().toISOString();
    // What is not tried now keeps its hold.
    const targets = holdTargets(draft).filter((target) => sends || isSent(target));
    for (const target of targets) {
      const kind = target.hold?.kind ?? null;
      const isHeld = kind !== null && perhapsFixed.includes(kind);
      if (!isHeld && !isQuietlySent(target)) continue;
      if (target.nextAt > now) target.nextAt = now;
      target.unfinishedStarts = null;
      // A script stops at what needs a person: not before it was tried.
      if (isHeld && holdsThatNeedAPerson.includes(kind)) endHold(draft, target, stampOf(ctx));
    }
  });
}

function isSent(target: BatchRecord | JobRecord): boolean {
  return 'stage' in target && (target.stage === 'sent' || target.stage === 'ended');
}

function isQuietlySent(target: BatchRecord | JobRecord): boolean {
  return 'stage' in target && target.stage === 'sent' && target.failures === 0;
}
