import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { cancelBatch, removeBatch, resolveJob } from '../batch/cancel-batch.ts';
import { copyBatch } from '../batch/copy-batch.ts';
import { keepBatch, renameBatch } from '../batch/keep-batch.ts';
import { mergeOutcomes } from '../batch/merged-outcomes.ts';
import { readResultsFile } from '../batch/read-results.ts';
import type { BatchRecord } from '../batch/record.ts';
import { retryBatch } from '../batch/retry-batch.ts';
import { startBatch } from '../batch/start-batch.ts';
import { currentAttempt, isRunning } from '../batch/state.ts';
import { getStoredBatch } from '../batch/update-batch.ts';
import { hurryBatch } from '../batch/wake-held-batches.ts';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { stopOnAbort } from '../files/stop-on-abort.ts';
import type { RetryScope } from '../shared/batch-inputs.ts';
import type { BatchEndpoint } from '../shared/endpoints.ts';
import type { EndedStatus, JobStatus, OutcomeCounts } from '../shared/status.ts';
import type { BatchStorage } from '../storage/batch-storage.ts';
import { defaultResultsPath, writeFileWhole } from './defaults.ts';
import { drive } from './drive.ts';
import {
  BatchInitializationError,
  BatchResultsError,
  BatchStartError,
  BatchStateError,
  BatchStorageError,
  type FallbackError,
  withBatchErrors,
} from './errors.ts';
import { assertNobodyNeeded, endedStatusOf, lookNow, type LookOptions, openAiStatusOf } from './look.ts';
import { type BatchProgress, type ByteProgress, countBytes, describeProgress } from './progress.ts';
import { gatherResults, isUnsuccessful, readParsedRequests, readParsedResults } from './result-lines.ts';
import { sendAttempt } from './send.ts';
import { findConnectionId, openContext, type Session } from './session.ts';
import type { BatchRequest, BatchResult, BatchResults } from './wire-types.ts';

export interface CallOptions {
  /** Breaks the call off; it throws the signal's reason then. What has been sent stays sent. */
  readonly signal?: AbortSignal;
}

export interface SendOptions extends CallOptions {
  /** Called whenever something of the batch has changed. */
  readonly onProgress?: (progress: BatchProgress) => void;
}

export interface WaitOptions extends SendOptions {
  /** How often the provider is asked, in milliseconds; by default `LANGBATCH_POLL_SECONDS`, and less often for old jobs. */
  readonly pollMs?: number;
}

export interface RunOptions extends WaitOptions {
  /** How many attempts there may be at most, the first included; 3 by default. */
  readonly maxAttempts?: number;
}

/**
 * What a retry sends: `failed` all that has no success (failed, missing and unsent) · `curable` of those only what a retry may cure, so no 400s ·
 * `all` everything again · or the custom ids to send, whatever became of them.
 */
export type RetryChoice = 'failed' | 'curable' | 'all' | readonly string[];

export interface RetryOptions extends SendOptions {
  /** `failed` by default. */
  readonly scope?: RetryChoice;
}

export interface SaveOptions extends CallOptions {
  /** Another storage: the batch is copied there with its files, and this object goes on there. */
  readonly storage?: BatchStorage;
  /** What the dashboard calls it. */
  readonly name?: string;
  readonly onProgress?: (progress: ByteProgress) => void;
}

export interface FileOptions extends CallOptions {
  readonly onProgress?: (progress: ByteProgress) => void;
}

const defaultMaxAttempts = 3;

/** No provider changes faster. */
const shortestPollMs = 10;

/**
 * A batch of one endpoint's requests. An object holds an id, a storage and a client, and nothing else: every call reads the storage, so two
 * objects or two processes on one id agree. Calls do the batch's work in this process; a dashboard on the same storage may be at work on it too.
 * Every call throws a `BatchError` and leaves the stored batch as it was when it cannot be done.
 */
export abstract class Batch<Endpoint extends BatchEndpoint = BatchEndpoint> {
  readonly id: string;
  #session: Session;

  protected constructor(id: string, session: Session) {
    this.id = id;
    this.#session = session;
  }

  /**
   * Sends the batch: its parts are uploaded and one provider job is made for each, exactly once, whatever breaks. Returns when the provider has
   * them; parts that wait for room in its queue are sent by `wait`. Throws `BatchStateError` when it was started already, `BatchStartError` when
   * the provider takes nothing of it; then it can be started again.
   */
  async start({ signal, onProgress }: SendOptions = {}): Promise<void> {
    await this.#send(signal, onProgress, BatchStartError, async (ctx) => {
      const { record } = await getStoredBatch(ctx, this.id);
      if (record.attempts.length > 0) throw new BatchStateError('wrong_state', 'Batch already started');
      await startBatch(ctx, { batchId: this.id, token: randomUUID() });
    });
  }

  /**
   * Asks the provider and gives one of OpenAI's eight statuses. Fetches the results of what has ended and sends parts that have waited, so that a
   * script may do nothing but ask now and then. `completed` says that the jobs have ended, not that every request succeeded. Throws `BatchStateError` before the start.
   */
  async getStatus({ signal, onProgress }: SendOptions = {}): Promise<JobStatus> {
    return this.#call(BatchStateError, { signal }, async (ctx, lastFailure) => {
      const record = await this.#lookAtStarted(ctx, { sends: true, onChange: tell(onProgress) });
      assertNobodyNeeded(record, lastFailure());
      return openAiStatusOf(record);
    });
  }

  /** How the batch is by what is stored, without asking the provider. */
  async getProgress({ signal }: CallOptions = {}): Promise<BatchProgress> {
    return this.#call(BatchStateError, { signal }, async (ctx) => {
      const { record } = await getStoredBatch(ctx, this.id);
      return describeProgress(record);
    });
  }

  /**
   * Waits until the current attempt has ended and its results are stored, hours if need be, and gives its status. Broken off or killed it can be
   * called again at any time. Throws `BatchStateError` before the start, and when only a person can help, such as with a refused key.
   */
  async wait({ signal, onProgress, pollMs }: WaitOptions = {}): Promise<EndedStatus> {
    return this.#call(BatchStateError, { signal, pollMs }, async (ctx, lastFailure) => {
      await this.#getStarted(ctx);
      await hurryBatch(ctx, this.id);
      const isOver = (record: BatchRecord): boolean => {
        assertNobodyNeeded(record, lastFailure());
        return !isRunning(record);
      };
      return endedStatusOf(await drive(ctx, this.id, { isEnough: isOver, onChange: tell(onProgress) }));
    });
  }

  /**
   * Starts the batch if need be, waits, and retries what a retry may cure, until all requests have succeeded, a retry cannot help, somebody has
   * cancelled it or `maxAttempts` is reached. Gives the outcome counts.
   */
  async runUntilDone({ maxAttempts = defaultMaxAttempts, ...options }: RunOptions = {}): Promise<OutcomeCounts> {
    assertAtLeast('maxAttempts', maxAttempts, 1);
    if (options.pollMs !== undefined) assertAtLeast('pollMs', options.pollMs, shortestPollMs);
    if ((await this.getProgress(options)).attempt === 0) await this.start(options);
    for (;;) {
      await this.wait(options);
      const { counts, curable, attempts, cancelRequestedAt } = await this.#read(options);
      if (curable === 0 || attempts.length >= maxAttempts || cancelRequestedAt !== null) return counts;
      await this.retry({ ...options, scope: 'curable' });
    }
  }

  /**
   * Sends requests again as one more attempt; earlier answers stay. Throws `BatchStateError` before the start, while the batch runs, and when
   * nothing fits the scope; `BatchStartError` when the provider takes nothing of it.
   */
  async retry({ signal, onProgress, scope = 'failed' }: RetryOptions = {}): Promise<void> {
    await this.#send(signal, onProgress, BatchStateError, async (ctx) => {
      await this.#lookAtStarted(ctx, { sends: false, onChange: tell(onProgress) });
      await retryBatch(ctx, { batchId: this.id, token: randomUUID(), scope: scopeOf(scope) });
    });
  }

  /**
   * Ends a running batch; what is answered already is kept. True when the provider has taken it, false when it could not be reached: `wait` asks
   * again then. Throws `BatchStateError` for a batch that is not running.
   */
  async cancel({ signal, onProgress }: SendOptions = {}): Promise<boolean> {
    return this.#call(BatchStateError, { signal }, async (ctx) => {
      const look = { sends: false, onChange: tell(onProgress) };
      await lookNow(ctx, this.id, look);
      await cancelBatch(ctx, { batchId: this.id });
      const jobs = currentAttempt(await lookNow(ctx, this.id, look))?.jobs ?? [];
      return jobs.every((job) => job.stage !== 'sending' && (job.stage !== 'sent' || job.cancelSentAt !== null));
    });
  }

  /**
   * All results over all attempts, in input order. Holds them all in memory: for large batches take `results()`. A request whose answer is still to
   * come is in none of the lists. Throws `BatchStateError` before the start.
   */
  async getResults({ signal, onProgress }: SendOptions = {}): Promise<BatchResults<Endpoint>> {
    return this.#call(BatchResultsError, { signal }, async (ctx) =>
      gatherResults<Endpoint>(ctx, await this.#readStarted(ctx, onProgress)),
    );
  }

  /** Streams the results over all attempts, in input order, without holding them. Throws `BatchStateError` before the start. */
  async *results({ signal, onProgress }: SendOptions = {}): AsyncGenerator<BatchResult<Endpoint>, void, undefined> {
    const source = await this.#call(BatchResultsError, { signal }, async (ctx) =>
      readParsedResults<Endpoint>(ctx, await this.#readStarted(ctx, onProgress)),
    );
    try {
      for (;;) {
        const step = await withBatchErrors(BatchResultsError, signal, () => source.next());
        if (step.done === true) return;
        yield step.value;
      }
    } finally {
      await source.return(undefined);
    }
  }

  /**
   * Writes the results into one file in OpenAI's batch result format: a line for each request that has one, in input order, in the provider's own
   * bytes. Gives the file's absolute path; without a `path` it is written to `langbatch/results` in `LANGBATCH_DATA_DIR`. The file appears whole.
   */
  async getResultsFile(path?: string, { signal, onProgress }: FileOptions = {}): Promise<string> {
    return this.#call(BatchResultsError, { signal }, async (ctx) => {
      const record = await this.#readStarted(ctx);
      const target = resolve(path ?? defaultResultsPath(this.id));
      const content = stopOnAbort(readResultsFile(ctx, record), ctx.signal);
      await writeFileWhole(target, countBytes(content, record.resultBytes, onProgress));
      return target;
    });
  }

  /** The requests that failed, as the input file has them, in its order; with `include: 'missing'` also those without an answer. */
  async getUnsuccessfulRequests({ signal, include }: CallOptions & { readonly include?: 'missing' } = {}): Promise<
    readonly BatchRequest<Endpoint>[]
  > {
    return this.#call(BatchResultsError, { signal }, async (ctx) => {
      const record = await this.#readStarted(ctx);
      const merged = await mergeOutcomes(ctx, record);
      return readParsedRequests<Endpoint>(ctx, record, ({ line }) => isUnsuccessful(merged.outcomeOf(line), include));
    });
  }

  /** The requests with these custom ids, as the input file has them, in its order. Unknown ids are left out. */
  async getRequestsByCustomIds(
    customIds: readonly string[],
    { signal }: CallOptions = {},
  ): Promise<readonly BatchRequest<Endpoint>[]> {
    const wanted = new Set(customIds);
    return this.#call(BatchResultsError, { signal }, async (ctx) => {
      const { record } = await getStoredBatch(ctx, this.id);
      return readParsedRequests<Endpoint>(ctx, record, ({ customId }) => wanted.has(customId));
    });
  }

  /**
   * Keeps the batch: the dashboard of this storage lists it from now on, and it is not cleared away as an abandoned draft. With another storage it
   * is copied there, and this object goes on there. Throws `BatchStateError` while parts are still to be sent, or when that storage has it already.
   */
  async save({ signal, storage, name, onProgress }: SaveOptions = {}): Promise<void> {
    await this.#call(BatchStorageError, { signal }, async (ctx) => {
      if (storage !== undefined && storage !== this.#session.storage) await this.#moveTo(ctx, storage, onProgress);
      const target = storage === undefined ? ctx : await openContext(this.#session, { signal });
      const { record } = await getStoredBatch(target, this.id);
      if (record.attempts.length === 0) await keepBatch(target, { batchId: this.id, name });
      else if (name !== undefined) await renameBatch(target, { batchId: this.id, name });
    });
  }

  /** Deletes the batch with its files from the storage. Throws `BatchStateError` while it runs: cancel it first. */
  async remove({ signal }: CallOptions = {}): Promise<void> {
    await this.#call(BatchStorageError, { signal }, async (ctx) => {
      const { record } = await getStoredBatch(ctx, this.id);
      if (isRunning(record))
        throw new BatchStateError('wrong_state', 'This batch is running. Cancel it and wait, then remove it.');
      await removeBatch(ctx, { batchId: this.id });
      await drive(ctx, this.id, { kinds: ['remove'], isEnough: () => false }).catch(ignoreNotFound);
    });
  }

  /**
   * Decides about parts of which nobody knows whether they were sent, as the line broke at the wrong moment and the provider lists no job:
   * `look_again`, `send_again` (may be paid for twice if the job is there after all) or `give_up` (their requests count as missing).
   */
  async resolveDoubt(
    decision: 'look_again' | 'send_again' | 'give_up',
    { signal, onProgress }: SendOptions = {},
  ): Promise<void> {
    await this.#send(signal, onProgress, BatchStateError, async (ctx) => {
      const jobs = currentAttempt(await this.#getStarted(ctx))?.jobs ?? [];
      const inDoubt = jobs.filter(({ hold }) => hold?.kind === 'job_in_doubt');
      if (inDoubt.length === 0) throw new BatchStateError('wrong_state', 'Nothing is in doubt about this batch.');
      for (const { id: jobId } of inDoubt) await resolveJob(ctx, { batchId: this.id, jobId, decision });
    });
  }

  /** Runs a verb that begins or changes an attempt, then sends what is to be sent. */
  async #send(
    signal: AbortSignal | undefined,
    onProgress: ((progress: BatchProgress) => void) | undefined,
    Fallback: FallbackError,
    begin: (ctx: Context) => Promise<void>,
  ): Promise<void> {
    await this.#call(Fallback, { signal }, async (ctx, lastFailure) => {
      await begin(ctx);
      await sendAttempt(ctx, this.id, lastFailure, tell(onProgress));
    });
  }

  async #moveTo(ctx: Context, storage: BatchStorage, onProgress: SaveOptions['onProgress']): Promise<void> {
    const session = { ...this.#session, storage };
    const target = await openContext(session, { signal: ctx.signal });
    const connectionId = await findConnectionId(session);
    let [copied, bytes] = [0, 0];
    const watch = (content: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> => {
      copied += bytes;
      return countBytes(content, null, (progress) => {
        bytes = progress.bytes;
        onProgress?.({ bytes: copied + bytes, totalBytes: null });
      });
    };
    await copyBatch(ctx, { batchId: this.id, to: target.storage, connectionId, watch });
    this.#session = session;
  }

  async #read({ signal }: CallOptions): Promise<BatchRecord> {
    return this.#call(BatchStorageError, { signal }, async (ctx) => (await getStoredBatch(ctx, this.id)).record);
  }

  async #getStarted(ctx: Context): Promise<BatchRecord> {
    const { record } = await getStoredBatch(ctx, this.id);
    if (record.attempts.length === 0) throw new BatchStateError('wrong_state', 'Batch not started');
    return record;
  }

  async #lookAtStarted(ctx: Context, options: LookOptions): Promise<BatchRecord> {
    const record = await this.#getStarted(ctx);
    return isRunning(record) ? lookNow(ctx, this.id, options) : record;
  }

  /** Fetches what has ended meanwhile, but sends nothing. */
  async #readStarted(ctx: Context, onProgress?: (progress: BatchProgress) => void): Promise<BatchRecord> {
    return this.#lookAtStarted(ctx, { sends: false, onChange: tell(onProgress) });
  }

  #call<T>(
    Fallback: FallbackError,
    options: { readonly signal: AbortSignal | undefined; readonly pollMs?: number | undefined },
    work: (ctx: Context, lastFailure: () => unknown) => Promise<T>,
  ): Promise<T> {
    let failure: unknown;
    return withBatchErrors(Fallback, options.signal, async () => {
      if (options.pollMs !== undefined) assertAtLeast('pollMs', options.pollMs, shortestPollMs);
      const ctx = await openContext(this.#session, { ...options, onFailure: (error) => (failure = error) });
      return work(ctx, () => failure);
    });
  }
}

/** The batch was there a moment ago: it is gone now, as it should be. */
function ignoreNotFound(error: unknown): void {
  if (!AppError.is(error) || error.code !== 'not_found') throw error;
}

/** A number of the caller's that makes no sense would spin, or never end. */
function assertAtLeast(name: string, value: number, least: number): void {
  if (Number.isFinite(value) && value >= least) return;
  throw new BatchInitializationError('invalid_input', `${name} must be a number of at least ${least}, not ${value}.`);
}

function scopeOf(choice: RetryChoice): RetryScope {
  if (typeof choice !== 'string') return { kind: 'custom_ids', customIds: [...choice] };
  return { kind: choice === 'failed' ? 'unsuccessful' : choice };
}

function tell(
  onProgress: ((progress: BatchProgress) => void) | undefined,
): ((record: BatchRecord) => void) | undefined {
  let told: BatchProgress | null = null;
  return (record) => {
    const progress = describeProgress(record);
    if (isDeepStrictEqual(progress, told)) return;
    told = progress;
    onProgress?.(progress);
  };
}
