import type { Context } from '#lib/contracts/context.ts';
import type { AttemptRecord, BatchRecord } from '#lib/record/record.ts';

export interface StartedAttempt {
  readonly attempt: number;
  readonly requests: number;
}

type NewAttempt = Pick<AttemptRecord, 'number' | 'token' | 'before' | 'scope' | 'requests' | 'selectionKey'>;

/**
 * Adds an attempt that is due to be split at once. What the provider said of its token limit in an earlier
 * attempt no longer counts.
 */
export function beginAttempt(ctx: Context, draft: BatchRecord, attempt: NewAttempt): void {
  const now = ctx.clock.now().toISOString();
  draft.attempts.push({ ...attempt, startedAt: now, startedBy: ctx.actor, isSplit: false, endedAt: null, jobs: [] });
  draft.tokenLimit = null;
  draft.nextAt = now;
  draft.failures = 0;
}
