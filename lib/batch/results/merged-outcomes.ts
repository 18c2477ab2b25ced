import type { Context } from '#lib/contracts/context.ts';
import type { AttemptRecord, BatchRecord, JobRecord } from '#lib/record/record.ts';
import { isAttemptEnded } from '#lib/record/state.ts';
import type { Outcome, OutcomeCounts } from '#lib/shared/contract/status.ts';
import { type JobOutcome, readLineSelection, readOutcomeTable } from './outcome-table.ts';

/** Where the result line that counts for a request lies. */
export interface ResultPlace {
  readonly attempt: AttemptRecord;
  readonly job: JobRecord;
  readonly outcome: JobOutcome;
}

/** What became of every request over all attempts, in compact form: some 20 bytes a request. */
export interface MergedOutcomes {
  readonly counts: OutcomeCounts;
  /** The request's outcome; `pending` for a line that is not a request of the batch. */
  outcomeOf(line: number): Outcome;
  isCurable(line: number): boolean;
  /** Null when no result line counts for it: it is missing, or its first answer is still to come. */
  placeOf(line: number): ResultPlace | null;
  /** The lines that fit, ascending. */
  select(fits: (line: number) => boolean): Uint32Array;
}

const codes = ['pending', 'succeeded', 'failed', 'missing'] as const satisfies readonly Outcome[];

/**
 * Merges the outcome tables of all collected jobs. For each request its newest success counts, else its newest
 * failure, else it is missing; while its retry is under way it is pending and keeps its earlier result line.
 * A function of the attempts and the tables alone: the order in which jobs ended does not matter.
 */
export async function mergeOutcomes(ctx: Context, record: BatchRecord): Promise<MergedOutcomes> {
  const total = record.check?.requests ?? 0;
  const size = (record.check?.lines ?? 0) + 1;
  const merged = createColumns(size);
  for (const attempt of record.attempts) {
    const settled = new Uint8Array(size);
    for (const job of attempt.jobs) {
      if (job.stage !== 'collected' || job.outcomesKey === null) continue;
      const slot = merged.places.push({ attempt, job });
      const table = await readOutcomeTable(ctx, job.outcomesKey);
      for (let index = 0; index < table.length; index += 1) {
        const row = table.get(index);
        settled[row.line] = 1;
        merged.known[row.line] = 1;
        takeIfBetter(merged, row, slot);
      }
    }
    if (attempt.selectionKey !== null && !isAttemptEnded(attempt)) {
      for (const line of await readLineSelection(ctx, attempt.selectionKey))
        merged.isPending[line] = settled[line] === 1 ? 0 : 1;
    }
  }
  return describe(merged, total);
}

interface Columns {
  readonly places: { readonly attempt: AttemptRecord; readonly job: JobRecord }[];
  /** 1 where any collected job held the line. */
  readonly known: Uint8Array;
  readonly outcome: Uint8Array;
  readonly isPending: Uint8Array;
  readonly isCurable: Uint8Array;
  /** 1-based index into `places`, 0 where there is no result line. */
  readonly slot: Uint32Array;
  readonly isErrorFile: Uint8Array;
  readonly offset: Float64Array;
  readonly length: Uint32Array;
}

function createColumns(size: number): Columns {
  return {
    places: [],
    known: new Uint8Array(size),
    outcome: new Uint8Array(size),
    isPending: new Uint8Array(size),
    isCurable: new Uint8Array(size),
    slot: new Uint32Array(size),
    isErrorFile: new Uint8Array(size),
    offset: new Float64Array(size),
    length: new Uint32Array(size),
  };
}

function takeIfBetter(merged: Columns, row: JobOutcome, slot: number): void {
  const before = codes[merged.outcome[row.line] ?? 0];
  const isBetter =
    row.outcome === 'succeeded' ||
    (row.outcome === 'failed' && before !== 'succeeded') ||
    (row.outcome === 'missing' && (before === 'pending' || before === 'missing'));
  if (!isBetter) return;
  merged.outcome[row.line] = codes.indexOf(row.outcome);
  merged.isCurable[row.line] = row.isCurable ? 1 : 0;
  merged.slot[row.line] = row.file === null ? 0 : slot;
  merged.isErrorFile[row.line] = row.file === 'errors' ? 1 : 0;
  merged.offset[row.line] = row.offset;
  merged.length[row.line] = row.length;
}

function describe(merged: Columns, total: number): MergedOutcomes {
  const outcomeOf = (line: number): Outcome =>
    merged.isPending[line] === 1 ? 'pending' : (codes[merged.outcome[line] ?? 0] ?? 'pending');
  const counted = { succeeded: 0, failed: 0, missing: 0 };
  merged.known.forEach((isKnown, line) => {
    const outcome = outcomeOf(line);
    if (isKnown === 1 && outcome !== 'pending') counted[outcome] += 1;
  });
  return {
    counts: { total, pending: total - counted.succeeded - counted.failed - counted.missing, ...counted },
    outcomeOf,
    isCurable: (line) => merged.isCurable[line] === 1,
    placeOf: (line) => placeOf(merged, line),
    select: (fits) => Uint32Array.from(merged.known.keys().filter((line) => merged.known[line] === 1 && fits(line))),
  };
}

function placeOf(merged: Columns, line: number): ResultPlace | null {
  const place = merged.places[(merged.slot[line] ?? 0) - 1];
  if (place === undefined) return null;
  return {
    ...place,
    outcome: {
      line,
      outcome: codes[merged.outcome[line] ?? 0] === 'succeeded' ? 'succeeded' : 'failed',
      file: merged.isErrorFile[line] === 1 ? 'errors' : 'output',
      offset: merged.offset[line] ?? 0,
      length: merged.length[line] ?? 0,
      isCurable: merged.isCurable[line] === 1,
    },
  };
}
