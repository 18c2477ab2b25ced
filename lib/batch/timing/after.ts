import type { Context } from '#lib/contracts/context.ts';

/** The ISO time `ms` milliseconds from now. */
export function after(ctx: Context, ms: number): string {
  return new Date(ctx.clock.now().getTime() + ms).toISOString();
}
