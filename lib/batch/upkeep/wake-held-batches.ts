import { forEachBatch } from '#lib/batch/store/for-each-batch.ts';
import { updateBatch, updateBatchIfThere } from '#lib/batch/store/update-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { endHold } from '#lib/record/hold.ts';
import type { BatchRecord, JobRecord } from '#lib/record/record.ts';
import { currentAttempt } from '#lib/record/state.ts';
import { type HoldKind, holdsThatNeedAPerson } from '#lib/shared/contract/status.ts';

/** What somebody may have mended: at the provider, on the line to it, or on this machine. */
const perhapsMended: readonly HoldKind[] = ['key_refused', 'spending_limit', 'provider_down', 'refused'];

/** A changed connection may lead to another provider, of whom nobody has asked to wait. */
const mendedByConnection: readonly HoldKind[] = [...perhapsMended, 'rate_limit'];

/** After a connection was changed: what it held up is due at once. Returns how many batches that are. */
export async function wakeHeldBatches(ctx: Context, connectionId: string): Promise<number> {
  let woken = 0;
  await forEachBatch(ctx, { openOnly: true }, async (record) => {
    if (record.connectionId === connectionId && (await wakeBatch(ctx, record.id)) === true) woken += 1;
  });
  return woken;
}

/**
 * Makes due at once, for one try, what a script that asks just now may hurry: looks at jobs that went well so far, and what may have been mended since.
 * With `sends` false only what is at the provider already. Waits that the provider asked for stay, and so do the failures in a row, which set the back-off. Throws `NotFoundError`.
 */
export async function hurryBatch(ctx: Context, batchId: string, { sends }: { readonly sends: boolean }): Promise<void> {
  await updateBatch(ctx, batchId, (draft) => {
    const now = ctx.clock.now().toISOString();
    // What is not tried now keeps its hold.
    const targets = heldAndJobs(draft).filter((target) => sends || isSent(target));
    for (const target of targets) {
      const kind = target.hold?.kind ?? null;
      const isHeld = kind !== null && perhapsMended.includes(kind);
      if (!isHeld && !isQuietlySent(target)) continue;
      if (target.nextAt > now) target.nextAt = now;
      // A script stops at what needs a person: not before it was tried.
      if (isHeld && holdsThatNeedAPerson.includes(kind)) endHold(ctx, draft, target);
    }
  });
}

function heldAndJobs(draft: BatchRecord): readonly (BatchRecord | JobRecord)[] {
  return [draft, ...(currentAttempt(draft)?.jobs ?? [])];
}

function isSent(target: BatchRecord | JobRecord): boolean {
  return 'stage' in target && (target.stage === 'sent' || target.stage === 'ended');
}

function isQuietlySent(target: BatchRecord | JobRecord): boolean {
  return 'stage' in target && target.stage === 'sent' && target.failures === 0;
}

/** Null when the batch has been removed meanwhile. */
function wakeBatch(ctx: Context, batchId: string): Promise<boolean | null> {
  return updateBatchIfThere(ctx, batchId, (draft) => {
    const held = heldAndJobs(draft).filter(({ hold }) => hold !== null && mendedByConnection.includes(hold.kind));
    for (const target of held) {
      endHold(ctx, draft, target);
      target.failures = 0;
      target.nextAt = ctx.clock.now().toISOString();
    }
    return held.length > 0;
  });
}
