import type { Context } from '#lib/contracts/context.ts';

/** Looks in a row that all found the same. */
export interface Streak {
  readonly looks: number;
  /** ISO time of the first of them. */
  readonly since: string | null;
}

/** How long something wrong is taken for passing, and how many looks must have found it at least. */
export interface Patience {
  readonly fewestLooks: number;
  readonly forMs: number;
}

/** A job or a result file may be unknown for a while: it was just made, or the provider is in trouble. After this it was removed there. */
export const unknownPatience: Patience = { fewestLooks: 5, forMs: 15 * 60_000 };

/** True when it will not pass. The time decides, as a script may look ten times a second; the looks, as another looks once a day. */
export function isGivenUp(ctx: Context, { looks, since }: Streak, { fewestLooks, forMs }: Patience): boolean {
  return since !== null && looks >= fewestLooks && ctx.clock.now().getTime() - new Date(since).getTime() >= forMs;
}

/** The streak with one more look, made now. */
export function longerStreak(ctx: Context, { looks, since }: Streak): Streak {
  const now = ctx.clock.now().toISOString();
  return { looks: looks + 1, since: looks === 0 ? now : (since ?? now) };
}
