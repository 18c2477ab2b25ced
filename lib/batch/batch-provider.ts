import type { Context } from '#lib/contracts/context.ts';
import type { Provider } from '#lib/contracts/provider.ts';
import type { BatchRecord } from '#lib/record/record.ts';

/** The provider of a batch's connection. Throws `WrongStateError` when none is chosen, `NotFoundError` when it is gone. */
export async function getBatchProvider(ctx: Context, record: BatchRecord): Promise<Provider> {
  return ctx.providers.forConnection(record.connectionId);
}
