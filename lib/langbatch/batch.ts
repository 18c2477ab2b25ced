import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { cancelBatch } from '#lib/batch/commands/cancel-batch.ts';
import { copyBatch } from '#lib/batch/commands/copy-batch.ts';
import { keepBatch } from '#lib/batch/commands/keep-batch.ts';
import { requestRemoval } from '#lib/batch/commands/remove-batch.ts';
import { renameBatch } from '#lib/batch/commands/rename-batch.ts';
import { resolveJob } from '#lib/batch/commands/resolve-job.ts';
import { retryBatch } from '#lib/batch/commands/retry-batch.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { mergeOutcomes } from '#lib/batch/results/merged-outcomes.ts';
import { readResultsFile } from '#lib/batch/results/read-results.ts';
import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import { makeDueNow } from '#lib/batch/upkeep/make-due-now.ts';
import type { BatchStorage } from '#lib/contracts/batch-storage.ts';
import type { Context } from '#lib/contracts/context.ts';
import { AppError } from '#lib/errors.ts';
import { currentAttempt, isRunning } from '#lib/record/attempts.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import type { BatchEndpoint } from '#lib/shared/contract/endpoints.ts';
import type { EndedStatus, JobStatus, OutcomeCounts } from '#lib/shared/contract/status.ts';
import { stopOnAbort } from '#lib/streams/stop-on-abort.ts';
import {
  type CallOptions,
  type FileOptions,
  type RetryOptions,
  type RunOptions,
  type SaveOptions,
  scopeOf,
  type SendOptions,
  type WaitOptions,
} from './call-options.ts';
import { defaultResultsPath } from './defaults.ts';
import { advance, drive } from './drive.ts';
import {
  BatchInitializationError,
  BatchResultsError,
  BatchStartError,
  BatchStateError,
  BatchStorageError,
  type FallbackError,
  withBatchErrors,
} from './errors.ts';
import {
  assertNobodyNeeded,
  endedStatusOf,
  isCancelTaken,
  lookNow,
  type LookOptions,
  needsPerson,
  openAiStatusOf,
} from './look.ts';
import { type BatchProgress, countBytes, describeProgress, tell } from './progress.ts';
import { gatherResults, isUnsuccessful, readParsedRequests, readParsedResults } from './result-lines.ts';
import { sendAttempt } from './send.ts';
import { findConnectionId, openContext, type Session } from './session.ts';
import type { BatchRequest, BatchResult, BatchResults } from './wire-types.ts';
import { writeFileWhole } from './write-file.ts';

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

  protected constructor(id: string, session: Session | undefined) {
    // For callers without types, who may know it so from Python.
    if (session === undefined)
      throw new BatchInitializationError(
        'invalid_input',
        'Make a batch with fromFile or create, or get one with load.',
      );
    this.id = id;
    this.#session = session;
  }

  /**
   * Sends the batch: its parts are uploaded and one provider job is made for each, exactly once, whatever breaks. Returns when the provider has
   * them; parts that wait for room in its queue are sent by `wait`. Throws `BatchStateError` when it was started already, `BatchStartError` when
   * the provider takes nothing of it; then it can be started again.
   */
  async start({ signal, onProgress }: SendOptions = {}): Promise<void> {
    const token = randomUUID();
    await this.#send(BatchStartError, { signal, onProgress, token }, async (ctx) => {
      if (await this.#isStarted(ctx)) throw alreadyStarted();
      await startBatch(ctx, { batchId: this.id, token }).catch(async (error: unknown) => {
        const isTooLate = AppError.is(error) && error.code === 'wrong_state' && (await this.#isStarted(ctx));
        throw isTooLate ? alreadyStarted() : error;
      });
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
      await makeDueNow(ctx, this.id, { sends: true });
      const isOver = (record: BatchRecord): boolean => {
        // Whoever started it may have taken that back meanwhile.
        if (record.attempts.length === 0) throw notStarted();
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
    if ((await this.getProgress(options)).attempt === 0) await this.start(options).catch(passIfStarted);
    for (let attempts = 1; ; attempts += 1) {
      await this.wait(options);
      const { counts, curable, cancelRequestedAt } = await this.#read(options);
      if (curable === 0 || attempts >= maxAttempts || cancelRequestedAt !== null) return counts;
      await this.retry({ ...options, scope: 'curable' }).catch(passIfRunning);
    }
  }

  /**
   * Sends requests again as one more attempt; earlier answers stay. Throws `BatchStateError` before the start, while the batch runs, and when
   * nothing fits the scope; `BatchStartError` when the provider takes nothing of it.
   */
  async retry({ signal, onProgress, scope = 'failed' }: RetryOptions = {}): Promise<void> {
    const token = randomUUID();
    await this.#send(BatchStateError, { signal, onProgress, token }, async (ctx) => {
      await this.#lookAtStarted(ctx, { sends: false, onChange: tell(onProgress) });
      await retryBatch(ctx, { batchId: this.id, token, scope: scopeOf(scope) });
    });
  }

  /**
   * Ends a running batch; what is answered already is kept. True when the provider has taken it, false when it could not be reached or does not
   * know the job: `wait` sees to it then. Throws `BatchStateError` for a batch that is not running.
   */
  async cancel({ signal, onProgress }: SendOptions = {}): Promise<boolean> {
    return this.#call(BatchStateError, { signal }, async (ctx) => {
      const look = { sends: false, onChange: tell(onProgress) };
      await lookNow(ctx, this.id, look);
      await cancelBatch(ctx, { batchId: this.id });
      const jobs = currentAttempt(await lookNow(ctx, this.id, look))?.jobs ?? [];
      return jobs.every(isCancelTaken);
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
   * bytes. While the batch runs that is what there is so far. Gives the file's absolute path; without a `path` it is written to `langbatch/results` in `LANGBATCH_DATA_DIR`. The file appears whole.
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
  async getUnsuccessfulRequests({
    signal,
    onProgress,
    include,
  }: FileOptions & { readonly include?: 'missing' } = {}): Promise<readonly BatchRequest<Endpoint>[]> {
    return this.#call(BatchResultsError, { signal }, async (ctx) => {
      const record = await this.#readStarted(ctx);
      const merged = await mergeOutcomes(ctx, record);
      return readParsedRequests<Endpoint>(
        ctx,
        record,
        ({ line }) => isUnsuccessful(merged.outcomeOf(line), include),
        onProgress,
      );
    });
  }

  /** The requests with these custom ids, as the input file has them, in its order. Unknown ids are left out. */
  async getRequestsByCustomIds(
    customIds: readonly string[],
    { signal, onProgress }: FileOptions = {},
  ): Promise<readonly BatchRequest<Endpoint>[]> {
    const wanted = new Set(customIds);
    return this.#call(BatchResultsError, { signal }, async (ctx) => {
      const { record } = await getStoredBatch(ctx, this.id);
      return readParsedRequests<Endpoint>(ctx, record, ({ customId }) => wanted.has(customId), onProgress);
    });
  }

  /**
   * Keeps the batch: the dashboard of this storage lists it from now on, and it is not cleared away as an abandoned draft. With another storage it
   * is copied there, a draft is moved, and this object goes on there. Throws `BatchStateError` while parts are still to be sent, or when that storage has it already.
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

  /** Deletes the batch with its files from the storage. Throws `BatchStateError` while it runs, unless only a person could go on with it. */
  async remove({ signal }: CallOptions = {}): Promise<void> {
    await this.#call(BatchStorageError, { signal }, async (ctx) => {
      await updateBatch(ctx, this.id, (draft) => {
        if (isRunning(draft) && !needsPerson(draft))
          throw new BatchStateError('wrong_state', 'This batch is running. Cancel it and wait, then remove it.');
        requestRemoval(ctx, draft);
      });
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
    await this.#send(BatchStateError, { signal, onProgress, token: null }, async (ctx) => {
      const jobs = currentAttempt(await this.#getStarted(ctx))?.jobs ?? [];
      const inDoubt = jobs.filter(({ hold }) => hold?.kind === 'job_in_doubt');
      if (inDoubt.length === 0) throw new BatchStateError('wrong_state', 'Nothing is in doubt about this batch.');
      for (const { id: jobId } of inDoubt) await resolveJob(ctx, { batchId: this.id, jobId, decision });
    });
  }

  /** Runs a verb that begins or changes an attempt, then sends what is to be sent. */
  async #send(
    Fallback: FallbackError,
    { signal, onProgress, token }: SendOptions & { readonly token: string | null },
    begin: (ctx: Context) => Promise<void>,
  ): Promise<void> {
    await this.#call(Fallback, { signal }, async (ctx, lastFailure) => {
      const onChange = tell(onProgress);
      await sendAttempt(ctx, { batchId: this.id, token, begin: () => begin(ctx), lastFailure, onChange });
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
    await this.#forgetDraft(ctx);
  }

  /** A draft that lay in two storages could be started, and paid for, in both. */
  async #forgetDraft(ctx: Context): Promise<void> {
    await updateBatch(ctx, this.id, (draft) => {
      if (draft.attempts.length === 0) requestRemoval(ctx, draft);
    });
    await advance(ctx, this.id, { kinds: ['remove'] }).catch(ignoreNotFound);
  }

  async #read({ signal }: CallOptions): Promise<BatchRecord> {
    return this.#call(BatchStorageError, { signal }, async (ctx) => (await getStoredBatch(ctx, this.id)).record);
  }

  async #isStarted(ctx: Context): Promise<boolean> {
    return (await getStoredBatch(ctx, this.id)).record.attempts.length > 0;
  }

  async #getStarted(ctx: Context): Promise<BatchRecord> {
    const { record } = await getStoredBatch(ctx, this.id);
    if (record.attempts.length === 0) throw notStarted();
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

function alreadyStarted(): BatchStateError {
  return new BatchStateError('wrong_state', 'Batch already started');
}

function notStarted(): BatchStateError {
  return new BatchStateError('wrong_state', 'Batch not started');
}

/** Somebody else was faster: then there is something to wait for. */
function passIfStarted(error: unknown): void {
  if (!(error instanceof BatchStateError && error.message === alreadyStarted().message)) throw error;
}

function passIfRunning(error: unknown): void {
  if (!(error instanceof BatchStateError && error.code === 'wrong_state')) throw error;
}
