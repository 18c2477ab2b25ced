import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import type { Context } from '#lib/contracts/context.ts';

/** The check of a file of 5 GB ends well within it. */
const maxWaitMs = 10 * 60_000;

/** A change of which nothing was heard is seen after this time. */
const lookMs = 1_000;

/** Resolves when the check of a draft has ended, or when it has waited long enough, or when `signal` aborts. */
export async function waitForCheck(ctx: Context, batchId: string, signal: AbortSignal): Promise<void> {
  const lastLook = ctx.clock.now().getTime() + maxWaitMs;
  let changed = new AbortController();
  const unsubscribe = ctx.changes.subscribe(batchId, () => changed.abort());
  try {
    while (!signal.aborted && ctx.clock.now().getTime() < lastLook) {
      changed = new AbortController();
      const { attempts, check, removeRequestedAt } = (await getStoredBatch(ctx, batchId)).record;
      if (attempts.length > 0 || removeRequestedAt !== null || check?.endedAt != null) return;
      await ctx.clock.sleep(lookMs, AbortSignal.any([signal, changed.signal]));
    }
  } finally {
    unsubscribe();
  }
}
