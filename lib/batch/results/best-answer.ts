import type { OutcomeCounts } from '#lib/shared/contract/status.ts';
import type { Outcome } from '#lib/shared/contract/status.ts';

/** What became of a request, as far as counters go. */
export interface Standing {
  readonly outcome: Outcome;
  /** Whether a retry may help; means something for failed and missing requests alone. */
  readonly isCurable: boolean;
}

/** Nothing is known of the request yet, or its retry is under way. */
export const pendingStanding: Standing = { outcome: 'pending', isCurable: false };

/** Of requests taken together, or by how much that changes. */
export interface StandingSums {
  readonly counts: { -readonly [Name in keyof OutcomeCounts]: number };
  /** Of the failed and the missing, how many a retry may cure. */
  curable: number;
}

export function noSums(): StandingSums {
  return { counts: { total: 0, pending: 0, succeeded: 0, failed: 0, missing: 0 }, curable: 0 };
}

const ranks: Readonly<Record<Outcome, number>> = { pending: 0, missing: 1, failed: 2, succeeded: 3 };

/**
 * Whether a newer outcome of a request counts instead of an earlier one: its newest success counts, else its newest failure, else it is
 * missing. The request index chooses by the same rule in SQL (`chooseCurrent` in `lib/index/merge-results.ts`).
 */
export function isBetter(next: Exclude<Outcome, 'pending'>, before: Outcome): boolean {
  return ranks[next] >= ranks[before];
}

/** Notes that one request stands otherwise than before. */
export function applyOutcome(sums: StandingSums, before: Standing, next: Standing): void {
  count(sums, before, -1);
  count(sums, next, 1);
}

function count(sums: StandingSums, { outcome, isCurable }: Standing, sign: 1 | -1): void {
  sums.counts[outcome] += sign;
  if (isCurable && (outcome === 'failed' || outcome === 'missing')) sums.curable += sign;
}

/** Adds up; `total` stays, since no request comes or goes. */
export function addSums(target: { counts: OutcomeCounts; curable: number }, change: StandingSums): void {
  const { counts } = target;
  target.counts = {
    total: counts.total,
    pending: counts.pending + change.counts.pending,
    succeeded: counts.succeeded + change.counts.succeeded,
    failed: counts.failed + change.counts.failed,
    missing: counts.missing + change.counts.missing,
  };
  target.curable += change.curable;
}
