import type { Context } from '../context.ts';
import type { Provider } from '../providers/provider.ts';
import type { BatchRecord } from './record.ts';

/** The provider of a batch's connection. Throws `WrongStateError` when none is chosen, `NotFoundError` when it is gone. */
export async function getBatchProvider(ctx: Context, record: BatchRecord): Promise<Provider> {
  return ctx.providers.forConnection(record.connectionId);
}
