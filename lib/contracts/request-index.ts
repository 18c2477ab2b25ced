import type { AnswerEnd } from '#lib/shared/contract/answer-end.ts';
import type { BatchListQuery, RequestQuery } from '#lib/shared/contract/batch-queries.ts';
import type {
  BatchListItem,
  BatchSummary,
  Cause,
  CauseCount,
  Page,
  RequestRow,
} from '#lib/shared/contract/batch-view.ts';
import type { RequestFilter } from '#lib/shared/contract/request-filter.ts';
import type { OutcomeCounts } from '#lib/shared/contract/status.ts';
import type { Usage } from '#lib/shared/contract/usage.ts';

/** A good line of the input file. Never changes after the check. */
export interface IndexedRequest {
  /** 1-based line of the input file. */
  readonly line: number;
  readonly customId: string;
  /** SHA-256 of the JSON-escaped custom_id: see `lib/jsonl/custom-id.ts`. */
  readonly customIdSha256: Uint8Array;
  /** Where the line lies in the input file, without its line break. */
  readonly offset: number;
  readonly length: number;
}

/** A request's result line in one job, or one that takes the place of an earlier line of the same job. */
export interface IndexedResult extends Usage {
  readonly line: number;
  readonly outcome: 'succeeded' | 'failed';
  readonly file: 'output' | 'errors';
  readonly offset: number;
  readonly length: number;
  readonly statusCode: number | null;
  readonly errorCode: string | null;
  /** At most 500 characters. */
  readonly message: string | null;
  /** The model that answered. */
  readonly model: string | null;
  /** How a success ended; null for failures. */
  readonly ended: AnswerEnd | null;
  /** True when this job gave a worse line for the same request before. */
  readonly replacesEarlier: boolean;
}

/** Where a result line lies. */
export interface IndexedPlace {
  readonly attempt: number;
  readonly jobId: string;
  readonly file: 'output' | 'errors';
  readonly offset: number;
  readonly length: number;
}

/** A request as lists show it, and where its current result line lies; null when it has none. */
export interface IndexedRow extends RequestRow {
  readonly place: IndexedPlace | null;
}

export interface JobReference {
  readonly batchId: string;
  readonly attempt: number;
  readonly jobId: string;
}

/** With whose batches are wanted, by the actor's id: a caller says no more than `mine`. */
export interface IndexedListQuery extends Omit<BatchListQuery, 'mine'> {
  readonly startedBy?: string | undefined;
}

/**
 * The request index: a projection of records and files that can be searched. A request's current row is, over
 * all attempts, one that is still `pending`, else its newest success, else its newest failure, else `missing`.
 *
 * Writes are idempotent: each may be repeated after a crash at any point.
 */
export interface RequestIndex {
  /** Takes the place of all rows of the batch. */
  writeRequests(batchId: string, rows: AsyncIterable<readonly IndexedRequest[]>): Promise<void>;
  /**
   * Marks lines of an attempt as pending, but for those that it has an answer for: when a retry begins, and
   * when a job that was given up has appeared.
   */
  openAttempt(batchId: string, attempt: number, lines: Uint32Array): Promise<void>;
  /** Takes back what `openAttempt` did, for an attempt of which nothing was sent. */
  withdrawAttempt(batchId: string, attempt: number, lines: Uint32Array): Promise<void>;
  /**
   * Adds the result lines of a job, always handed over from the beginning and in the same order; what an earlier,
   * broken run has committed is skipped. Rows and checkpoint share a transaction.
   */
  writeResults(job: JobReference, rows: AsyncIterable<readonly IndexedResult[]>): Promise<void>;
  /**
   * Adds the requests that the ended job returned no line for; the newest reason counts. `reason` says how
   * the job ended, by a code such as
   * `batch_expired` or `never_sent`, and what the provider said of it: both are those of their cause.
   */
  writeMissing(
    job: JobReference,
    lines: Uint32Array,
    reason: { readonly code: string; readonly message: string | null },
  ): Promise<void>;
  removeBatch(batchId: string): Promise<void>;

  findRequests(batchId: string, query: RequestQuery): Promise<Page<IndexedRow>>;
  /** Null when the batch has no such line. */
  findRequest(batchId: string, line: number): Promise<IndexedRequestDetail | null>;
  /** How many requests have which outcome, from the counters; all 0 for a batch that it does not know. */
  countOutcomes(batchId: string): Promise<OutcomeCounts>;
  /** Largest first. Counts only current rows. */
  listCauses(batchId: string): Promise<readonly Cause[]>;
  /** Ascending. Throws `NotFoundError` for an unknown cause. */
  linesOfCause(batchId: string, causeId: string): Promise<Uint32Array>;
  /** The causes of these lines, with how many of them have each; largest first. What has no cause is left out. */
  causesOfLines(batchId: string, lines: Uint32Array): Promise<readonly CauseCount[]>;
  /** Every line that the filter finds, ascending. */
  linesMatching(batchId: string, filter: RequestFilter): Promise<Uint32Array>;
  /** Ascending; unknown ids are left out. */
  linesOfCustomIds(batchId: string, customIds: readonly string[]): Promise<Uint32Array>;
  listBatches(query: IndexedListQuery, now: Date): Promise<Page<BatchListItem>>;
  summarizeBatches(now: Date): Promise<BatchSummary>;
}

/** Where a request's input line and its result lines of every attempt lie. */
export interface IndexedRequestDetail {
  readonly row: IndexedRow;
  readonly offset: number;
  readonly length: number;
  readonly results: readonly (Usage & {
    readonly attempt: number;
    readonly jobId: string;
    readonly outcome: 'pending' | 'succeeded' | 'failed' | 'missing';
    readonly file: 'output' | 'errors' | null;
    readonly offset: number | null;
    readonly length: number | null;
    readonly statusCode: number | null;
    readonly errorCode: string | null;
    readonly message: string | null;
    readonly model: string | null;
    readonly ended: AnswerEnd | null;
    readonly isCurrent: boolean;
  })[];
  /** The neighbours in line order, for next and previous. */
  readonly previousLine: number | null;
  readonly nextLine: number | null;
}
