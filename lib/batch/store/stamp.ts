import type { Context } from '#lib/contracts/context.ts';
import type { Stamp } from '#lib/record/events.ts';

/** The time now, and who acts. */
export function stampOf(ctx: Context): Stamp {
  return { at: ctx.clock.now(), actor: ctx.actor };
}
