import type { Context } from '../context.ts';
import type { HoldKind } from '../shared/status.ts';
import { forEachBatch } from './for-each-batch.ts';
import { endHold } from './hold.ts';
import { currentAttempt } from './state.ts';
import { updateBatchIfThere } from './update-batch.ts';

/** What a changed connection may have mended. */
const mendable: readonly HoldKind[] = ['key_refused', 'spending_limit', 'provider_down', 'rate_limit', 'refused'];

/** After a connection was changed: what it held up is due at once. Returns how many batches that are. */
export async function wakeHeldBatches(ctx: Context, connectionId: string): Promise<number> {
  let woken = 0;
  await forEachBatch(ctx, { openOnly: true }, async (record) => {
    if (record.connectionId === connectionId && (await wakeBatch(ctx, record.id)) === true) woken += 1;
  });
  return woken;
}

/** Makes due at once what waits for something to be mended. Null when the batch has been removed meanwhile. */
export function wakeBatch(ctx: Context, batchId: string): Promise<boolean | null> {
  return updateBatchIfThere(ctx, batchId, (draft) => {
    const held = [draft, ...(currentAttempt(draft)?.jobs ?? [])].filter(
      ({ hold }) => hold !== null && mendable.includes(hold.kind),
    );
    for (const target of held) {
      endHold(ctx, draft, target);
      target.failures = 0;
      target.nextAt = ctx.clock.now().toISOString();
    }
    return held.length > 0;
  });
}
