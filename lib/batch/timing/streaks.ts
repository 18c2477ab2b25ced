import type { Context } from '#lib/contracts/context.ts';
import type { JobRecord } from '#lib/record/record.ts';
import { type Streak, longerStreak } from './patience.ts';

/** The looks in a row at the result files of a job that did not find them as they should be. */
export function unreadableStreak({ unreadableLooks, unreadableSince }: JobRecord): Streak {
  return { looks: unreadableLooks, since: unreadableSince };
}

/** Notes one more of them, and returns all. */
export function countUnreadableLook(ctx: Context, job: JobRecord): Streak {
  const streak = longerStreak(ctx, unreadableStreak(job));
  job.unreadableLooks = streak.looks;
  job.unreadableSince = streak.since;
  return streak;
}
