import type { UntriedCounts } from '#lib/record/job-record.ts';
import type { AnswerEnd, EndingCounts } from '#lib/shared/contract/answer-end.ts';
import { isUnsuccessful, type Outcome, type OutcomeCounts } from '#lib/shared/contract/status.ts';

/** What became of a request, as far as counters go. */
export interface Standing {
  readonly outcome: Outcome;
  /** Whether a retry may help; means something for failed and missing requests alone. */
  readonly isCurable: boolean;
  /** Whether nobody tried to answer it: see `lib/shared/failures/find-failure.ts`. */
  readonly isUntried: boolean;
  /** How the answer of a succeeded request ended; null for the others, and where it is not known. */
  readonly ended: AnswerEnd | null;
}

/** Nothing is known of the request yet, or its retry is under way. */
export const pendingStanding: Standing = { outcome: 'pending', isCurable: false, isUntried: false, ended: null };

/** Of requests taken together, or by how much that changes. */
export interface StandingSums {
  readonly counts: { -readonly [Name in keyof OutcomeCounts]: number };
  /** Of the failed and the missing, how many a retry may cure. */
  curable: number;
  /** Of the failed and the missing, how many nobody tried to answer. */
  readonly untried: { -readonly [Name in keyof UntriedCounts]: number };
  /** Of the succeeded, how many ended otherwise than complete. */
  readonly endings: { -readonly [Name in keyof EndingCounts]: number };
}

export function noSums(): StandingSums {
  return {
    counts: { total: 0, pending: 0, succeeded: 0, failed: 0, missing: 0 },
    curable: 0,
    untried: { failed: 0, missing: 0 },
    endings: { cutOff: 0, refused: 0, empty: 0 },
  };
}

const ranks: Readonly<Record<Outcome, number>> = { pending: 0, missing: 1, failed: 2, succeeded: 3 };

/**
 * Whether a newer outcome of a request counts instead of an earlier one: its newest success counts, else its
 * newest failure, else it is missing. The request index chooses by the same rule in SQL (`chooseCurrent` in
 * `lib/index/merge-results.ts`).
 */
export function isBetter(next: Exclude<Outcome, 'pending'>, before: Outcome): boolean {
  return ranks[next] >= ranks[before];
}

/** Notes that one request stands otherwise than before. */
export function applyOutcome(sums: StandingSums, before: Standing, next: Standing): void {
  count(sums, before, -1);
  count(sums, next, 1);
}

function count(sums: StandingSums, { outcome, isCurable, isUntried, ended }: Standing, sign: 1 | -1): void {
  sums.counts[outcome] += sign;
  if (isUnsuccessful(outcome)) {
    if (isCurable) sums.curable += sign;
    if (isUntried) sums.untried[outcome] += sign;
  }
  if (outcome !== 'succeeded') return;
  if (ended === 'cut_off') sums.endings.cutOff += sign;
  else if (ended === 'refused' || ended === 'empty') sums.endings[ended] += sign;
}

/** As a batch's record keeps them. */
interface Sums {
  counts: OutcomeCounts;
  curable: number;
  untried: UntriedCounts;
  endings: EndingCounts;
}

/** Adds up; `total` stays, since no request comes or goes. */
export function addSums(target: Sums, change: StandingSums): void {
  const { counts } = target;
  target.counts = {
    total: counts.total,
    pending: counts.pending + change.counts.pending,
    succeeded: counts.succeeded + change.counts.succeeded,
    failed: counts.failed + change.counts.failed,
    missing: counts.missing + change.counts.missing,
  };
  target.curable += change.curable;
  target.untried = {
    failed: target.untried.failed + change.untried.failed,
    missing: target.untried.missing + change.untried.missing,
  };
  target.endings = {
    cutOff: target.endings.cutOff + change.endings.cutOff,
    refused: target.endings.refused + change.endings.refused,
    empty: target.endings.empty + change.endings.empty,
  };
}
