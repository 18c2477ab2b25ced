import { groupRuns, type Place } from '#lib/batch/parts/group-runs.ts';
import { readInputRows } from '#lib/batch/parts/input-index.ts';
import { readBytes } from '#lib/batch/parts/read-bytes.ts';
import type { Context } from '#lib/contracts/context.ts';
import { StorageError } from '#lib/errors.ts';
import { lineFeedBytes } from '#lib/jsonl/line-feed.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import type { Outcome } from '#lib/shared/contract/status.ts';
import { assertAsCounted, assertWhole } from './assert-whole.ts';
import { type ResultPlace, mergeOutcomes } from './merged-outcomes.ts';
import { resultFileKey } from './result-file-key.ts';
import { createWindowShare } from './window-share.ts';

/** Result lines held at once while they are put into input order: one memory for all of this process. */
const windows = createWindowShare({ most: 32 * 1024 * 1024, least: 1024 * 1024 });
const windowLines = 50_000;

/** No read gets longer. */
const maxReadBytes = 4 * 1024 * 1024;

/** A request's result line that counts, as the provider sent it, without its line break. */
export interface ResultText {
  readonly line: number;
  readonly customId: string;
  /** `pending` while its retry is under way: this is its earlier result line then. */
  readonly outcome: Outcome;
  readonly place: ResultPlace;
  readonly bytes: Uint8Array;
}

/** A request for which the provider has returned no line: it is missing, or its answer is still to come. */
export interface UnansweredRequest {
  readonly line: number;
  readonly customId: string;
  readonly place: null;
  readonly outcome: Outcome;
  /** The job that returned nothing for it; null while none has ended. */
  readonly job: JobRecord | null;
}

/**
 * Streams the result lines that count, in input order: for each request its newest success, else its newest
 * failure. Requests without any result line are left out. `isWanted` picks by input line and outcome.
 */
async function* readResults(
  ctx: Context,
  record: BatchRecord,
  isWanted: (line: number, outcome: Outcome) => boolean = () => true,
): AsyncGenerator<readonly ResultText[]> {
  for await (const requests of readRequestResults(ctx, record, isWanted)) {
    yield requests.filter((request) => request.place !== null);
  }
}

/** The same as the bytes of one results file: each line as the provider sent it, with a line feed. */
export async function* readResultsFile(
  ctx: Context,
  record: BatchRecord,
  isWanted: (line: number, outcome: Outcome) => boolean = () => true,
): AsyncGenerator<Uint8Array> {
  for await (const results of readResults(ctx, record, isWanted)) {
    for (const { bytes } of results) {
      yield bytes;
      yield lineFeedBytes;
    }
  }
}

/**
 * The same with the unanswered requests at their places. Providers answer in any order, so the lines are
 * gathered window by window; memory grows neither with the batch's answers nor with how many read. Throws `StorageError` where an
 * answer that was counted is not there: what was yielded until then is not whole.
 */
export async function* readRequestResults(
  ctx: Context,
  record: BatchRecord,
  isWanted: (line: number, outcome: Outcome) => boolean,
): AsyncGenerator<readonly (ResultText | UnansweredRequest)[]> {
  const merged = await mergeOutcomes(ctx, record);
  assertAsCounted(record, merged);
  const expected = merged.select((line) => merged.hasResult(line) && isWanted(line, merged.outcomeOf(line))).length;
  let requests = 0;
  let answers = 0;
  let window: (Wanted | UnansweredRequest)[] = [];
  let bytes = 0;
  const endShare = windows.begin();
  try {
    for await (const rows of readInputRows(ctx, record)) {
      requests += rows.length;
      for (const { line, customId } of rows) {
        const place = merged.placeOf(line);
        const outcome = merged.outcomeOf(line);
        if (!isWanted(line, outcome)) continue;
        const named = { line, customId, outcome };
        window.push(place === null ? { ...named, place, job: merged.jobOf(line) } : { ...named, place });
        if (place !== null) answers += 1;
        bytes += place?.outcome.length ?? 0;
        if (bytes < windows.bytes() && window.length < windowLines) continue;
        yield await gather(ctx, window);
        window = [];
        bytes = 0;
      }
    }
    if (window.length > 0) yield await gather(ctx, window);
  } finally {
    endShare();
  }
  assertWhole(requests, record.check?.requests ?? 0);
  assertWhole(answers, expected);
}

type Wanted = Omit<ResultText, 'bytes'>;

/**
 * Reads the lines of a window from the result files with few, long reads, and gives them back in the window's
 * order.
 */
async function gather(
  ctx: Context,
  window: readonly (Wanted | UnansweredRequest)[],
): Promise<readonly (ResultText | UnansweredRequest)[]> {
  const found = new Map<number, Uint8Array>();
  for (const [key, lines] of groupByFile(window.filter((wanted) => wanted.place !== null))) {
    lines.sort((a, b) => a.offset - b.offset);
    for (const run of groupRuns(lines, maxReadBytes)) {
      ctx.signal.throwIfAborted();
      const bytes = await readBytes(ctx.files, key, run);
      for (const { line, offset, length } of run.places) {
        found.set(line, bytes.subarray(offset - run.start, offset - run.start + length));
      }
    }
  }
  return window.map((wanted) => {
    if (wanted.place === null) return wanted;
    const bytes = found.get(wanted.line);
    if (bytes === undefined) throw new StorageError(`The result line of line ${wanted.line} is not stored any more.`);
    return { ...wanted, bytes };
  });
}

/** Where the result line of an input line lies in its result file. */
interface ResultLine extends Place {
  readonly line: number;
}

function groupByFile(window: readonly Wanted[]): Map<string, ResultLine[]> {
  const groups = new Map<string, ResultLine[]>();
  for (const { line, place } of window) {
    const { file, offset, length } = place.outcome;
    const key = resultFileKey(place.job, file);
    if (key === null) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [{ line, offset, length }]);
    else group.push({ line, offset, length });
  }
  return groups;
}
