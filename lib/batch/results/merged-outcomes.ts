import type { Context } from '#lib/contracts/context.ts';
import { isAttemptEnded, jobsOfAttempts } from '#lib/record/attempts.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import type { AttemptRecord, BatchRecord } from '#lib/record/record.ts';
import type { AnswerEnd } from '#lib/shared/contract/answer-end.ts';
import type { Outcome } from '#lib/shared/contract/status.ts';
import { type Standing, type StandingSums, applyOutcome, isBetter, noSums, pendingStanding } from './best-answer.ts';
import { endCodes, fileCodes, type JobOutcome, readLineSelection, readOutcomeTable } from './outcome-table.ts';

/** Where the result line that counts for a request lies. */
export interface ResultPlace {
  readonly attempt: AttemptRecord;
  readonly job: JobRecord;
  readonly outcome: JobOutcome;
}

/** What became of every request over all attempts, in compact form: some 20 bytes a line of the input file. */
export interface MergedOutcomes extends Readonly<StandingSums> {
  /** The request's outcome; `pending` for a line that is not a request of the batch. */
  outcomeOf(line: number): Outcome;
  standingOf(line: number): Standing;
  /** True when a result line counts for it. */
  hasResult(line: number): boolean;
  /** The job whose result line, or lack of one, counts for it; null when none was collected. */
  jobOf(line: number): JobRecord | null;
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
  let merged = createColumns(lastLineNamed(record) + 1);
  for (const attempt of record.attempts) {
    for (const job of attempt.jobs) {
      if (job.stage !== 'collected' || job.outcomesKey === null) continue;
      const slot = merged.places.push({ attempt, job });
      const table = await readOutcomeTable(ctx, job.outcomesKey);
      for (let index = 0; index < table.length; index += 1) {
        const row = table.get(index);
        merged = withRoomFor(merged, row.line);
        merged.attempt[row.line] = attempt.number;
        takeIfBetter(merged, row, slot);
      }
    }
    if (attempt.selectionKey !== null && !isAttemptEnded(attempt)) {
      for (const line of await readLineSelection(ctx, attempt.selectionKey)) {
        merged = withRoomFor(merged, line);
        merged.isPending[line] = merged.attempt[line] === attempt.number ? 0 : 1;
      }
    }
  }
  return describe(merged, record.check?.requests ?? 0);
}

/** Blank and bad lines have numbers too, so no count of lines or requests says how far the numbers go. */
function lastLineNamed({ attempts }: BatchRecord): number {
  return jobsOfAttempts(attempts).reduce((last, { lines }) => Math.max(last, lines?.last ?? 0), 0);
}

interface Columns {
  readonly places: { readonly attempt: AttemptRecord; readonly job: JobRecord }[];
  /** The newest attempt of which a collected job held the line; 0 where none did. */
  readonly attempt: Uint32Array;
  readonly outcome: Uint8Array;
  readonly isPending: Uint8Array;
  readonly isCurable: Uint8Array;
  readonly isUntried: Uint8Array;
  /** An index into `endCodes`. */
  readonly ended: Uint8Array;
  /** 1-based index into `places` of the job that counts for the line, 0 where there is none. */
  readonly slot: Uint32Array;
  /** An index into `fileCodes`: where its result line is. */
  readonly file: Uint8Array;
  readonly offset: Float64Array;
  readonly length: Uint32Array;
}

function createColumns(size: number): Columns {
  return {
    places: [],
    attempt: new Uint32Array(size),
    outcome: new Uint8Array(size),
    isPending: new Uint8Array(size),
    isCurable: new Uint8Array(size),
    isUntried: new Uint8Array(size),
    ended: new Uint8Array(size),
    slot: new Uint32Array(size),
    file: new Uint8Array(size),
    offset: new Float64Array(size),
    length: new Uint32Array(size),
  };
}

/** A write beyond the end of a typed array vanishes without a word, and an answer with it. */
function withRoomFor(columns: Columns, line: number): Columns {
  if (line < columns.attempt.length) return columns;
  const larger = createColumns(Math.max(line + 1, 2 * columns.attempt.length));
  larger.places.push(...columns.places);
  larger.attempt.set(columns.attempt);
  larger.outcome.set(columns.outcome);
  larger.isPending.set(columns.isPending);
  larger.isCurable.set(columns.isCurable);
  larger.isUntried.set(columns.isUntried);
  larger.ended.set(columns.ended);
  larger.slot.set(columns.slot);
  larger.file.set(columns.file);
  larger.offset.set(columns.offset);
  larger.length.set(columns.length);
  return larger;
}

function takeIfBetter(merged: Columns, row: JobOutcome, slot: number): void {
  const before = codes[merged.outcome[row.line] ?? 0] ?? 'pending';
  if (!isBetter(row.outcome, before)) return;
  merged.outcome[row.line] = codes.indexOf(row.outcome);
  merged.isCurable[row.line] = row.isCurable ? 1 : 0;
  merged.isUntried[row.line] = row.isUntried ? 1 : 0;
  merged.ended[row.line] = endCodes.indexOf(row.ended);
  merged.slot[row.line] = slot;
  merged.file[row.line] = fileCodes.indexOf(row.file);
  merged.offset[row.line] = row.offset;
  merged.length[row.line] = row.length;
}

function describe(merged: Columns, total: number): MergedOutcomes {
  const outcomeOf = (line: number): Outcome =>
    merged.isPending[line] === 1 ? 'pending' : (codes[merged.outcome[line] ?? 0] ?? 'pending');
  const isCurable = (line: number): boolean => merged.isCurable[line] === 1;
  const sums = noSums();
  sums.counts.total = sums.counts.pending = total;
  const standingOf = (line: number): Standing => ({
    outcome: outcomeOf(line),
    isCurable: isCurable(line),
    isUntried: merged.isUntried[line] === 1,
    ended: endOf(merged, line),
  });
  merged.attempt.forEach((attempt, line) => {
    if (attempt > 0) applyOutcome(sums, pendingStanding, standingOf(line));
  });
  return {
    ...sums,
    outcomeOf,
    standingOf,
    hasResult: (line) => (merged.file[line] ?? 0) > 0,
    jobOf: (line) => merged.places[(merged.slot[line] ?? 0) - 1]?.job ?? null,
    placeOf: (line) => placeOf(merged, line),
    select: (fits) =>
      Uint32Array.from(merged.attempt.keys().filter((line) => (merged.attempt[line] ?? 0) > 0 && fits(line))),
  };
}

function endOf({ ended }: Columns, line: number): AnswerEnd | null {
  return endCodes[ended[line] ?? 0] ?? null;
}

function placeOf(merged: Columns, line: number): ResultPlace | null {
  const place = merged.places[(merged.slot[line] ?? 0) - 1];
  const file = fileCodes[merged.file[line] ?? 0] ?? null;
  if (place === undefined || file === null) return null;
  return {
    ...place,
    outcome: {
      line,
      outcome: codes[merged.outcome[line] ?? 0] === 'succeeded' ? 'succeeded' : 'failed',
      file,
      offset: merged.offset[line] ?? 0,
      length: merged.length[line] ?? 0,
      isCurable: merged.isCurable[line] === 1,
      isUntried: merged.isUntried[line] === 1,
      ended: endOf(merged, line),
    },
  };
}
