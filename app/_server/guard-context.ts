import 'server-only';
import type { Context } from '#lib/contracts/context.ts';
import type { PersonContext } from '#lib/contracts/person-context.ts';
import type { AccessGuard } from './access-guard.ts';
import { guardFor } from './context-for.ts';
import { getRuntime } from './context.ts';
import { webLog } from './web-log.ts';

/** Guards what a context of `getContext` or `getPerson` is used for. The caller releases the guard. */
export async function guardContext(ctx: Context | PersonContext): Promise<AccessGuard> {
  return guardFor(await getRuntime(), ctx, webLog);
}
