import type { Context } from '#lib/contracts/context.ts';
import type { JobRecord, Streak } from '#lib/record/job-record.ts';

/** How long trouble is expected to last, and how many looks must have found it at least. */
export interface Patience {
  readonly fewestLooks: number;
  readonly forMs: number;
}

/**
 * A job or a result file may be unknown for a while: it was just made, or the provider is in trouble. After this
 * time it was removed there.
 */
export const unknownPatience: Patience = { fewestLooks: 5, forMs: 15 * 60_000 };

/** A transfer that was cut or mixed up is repaired soon. Counts may stay wrong for good. */
export const shortPatience: Patience = { fewestLooks: 3, forMs: 15 * 60_000 };

/**
 * True when it will not pass. The time decides, as a script may look ten times a second; the looks, as
 * another looks once a day.
 */
export function isGivenUp(ctx: Context, streak: Streak | null, patience: Patience): boolean {
  return streak !== null && streak.looks >= patience.fewestLooks && leftMs(ctx, streak, patience) <= 0;
}

/** How much of the time is left; below zero once it is over. */
export function leftMs(ctx: Context, { since }: Streak, { forMs }: Patience): number {
  return new Date(since).getTime() + forMs - ctx.clock.now().getTime();
}

/** The streak with one more look, made now. */
export function longerStreak(ctx: Context, streak: Streak | null): Streak {
  if (streak === null) return { looks: 1, since: ctx.clock.now().toISOString() };
  return { ...streak, looks: streak.looks + 1 };
}

/**
 * Counts one more look that did not find the job's result files as they should be. Returns the streak of such
 * looks.
 */
export function countUnreadableLook(ctx: Context, job: JobRecord): Streak {
  job.troubles.unreadable = longerStreak(ctx, job.troubles.unreadable);
  return job.troubles.unreadable;
}
