import type { HeldLease } from '#lib/batch/store/lease.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { Provider } from '#lib/contracts/provider.ts';
import { AppError } from '#lib/errors.ts';
import { leaveProvider } from '#lib/record/leave-provider.ts';

/**
 * The provider of what is done beside jobs that have ended. Null where the batch's connection was removed: nobody can
 * ask there any more, and the record says so.
 */
export async function providerOrLeave(ctx: Context, lease: HeldLease): Promise<Provider | null> {
  try {
    return await ctx.providers.forConnection(lease.record.connectionId);
  } catch (error) {
    if (!AppError.is(error) || error.code !== 'not_found') throw error;
    await lease.save(leaveProvider);
    return null;
  }
}
