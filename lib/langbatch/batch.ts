import type { BatchEndpoint } from '#lib/shared/contract/endpoints.ts';
import type { EndedStatus, JobStatus, OutcomeCounts } from '#lib/shared/contract/status.ts';
import type {
  CallOptions,
  DoubtDecision,
  FileOptions,
  RetryOptions,
  RunOptions,
  SaveOptions,
  SendOptions,
  UnsuccessfulOptions,
  WaitOptions,
} from './call-options.ts';
import { cancel } from './calls/cancel.ts';
import { getProgress } from './calls/get-progress.ts';
import { getRequestsByCustomIds } from './calls/get-requests-by-custom-ids.ts';
import { getResultsFile } from './calls/get-results-file.ts';
import { getResults } from './calls/get-results.ts';
import { getStatus } from './calls/get-status.ts';
import { getUnsuccessfulRequests } from './calls/get-unsuccessful-requests.ts';
import { remove } from './calls/remove.ts';
import { resolveDoubt } from './calls/resolve-doubt.ts';
import { results } from './calls/results.ts';
import { retry } from './calls/retry.ts';
import { runUntilDone } from './calls/run-until-done.ts';
import { save } from './calls/save.ts';
import { start } from './calls/start.ts';
import { wait } from './calls/wait.ts';
import { BatchInitializationError } from './errors.ts';
import type { BatchProgress } from './progress.ts';
import type { Session } from './session.ts';
import type { BatchRequest, BatchResult, BatchResults } from './wire-types.ts';

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
  async start(options: SendOptions = {}): Promise<void> {
    return start(this.#session, this.id, options);
  }

  /**
   * Asks the provider and gives one of OpenAI's eight statuses. Fetches the results of what has ended and sends parts that have waited, so that a
   * script may do nothing but ask now and then. `completed` says that the jobs have ended, not that every request succeeded. Throws `BatchStateError` before the start.
   */
  async getStatus(options: SendOptions = {}): Promise<JobStatus> {
    return getStatus(this.#session, this.id, options);
  }

  /** How the batch is by what is stored, without asking the provider. */
  async getProgress(options: CallOptions = {}): Promise<BatchProgress> {
    return getProgress(this.#session, this.id, options);
  }

  /**
   * Waits until the current attempt has ended and its results are stored, hours if need be, and gives its status. Broken off or killed it can be
   * called again at any time. Throws `BatchStateError` before the start, and when only a person can help, such as with a refused key.
   */
  async wait(options: WaitOptions = {}): Promise<EndedStatus> {
    return wait(this.#session, this.id, options);
  }

  /**
   * Starts the batch if need be, waits, and retries what a retry may cure, until all requests have succeeded, a retry cannot help, somebody has
   * cancelled it or `maxAttempts` is reached. Gives the outcome counts.
   */
  async runUntilDone(options: RunOptions = {}): Promise<OutcomeCounts> {
    return runUntilDone(this.#session, this.id, options);
  }

  /**
   * Sends requests again as one more attempt; earlier answers stay. Throws `BatchStateError` before the start, while the batch runs, and when
   * nothing fits the scope; `BatchStartError` when the provider takes nothing of it.
   */
  async retry(options: RetryOptions = {}): Promise<void> {
    return retry(this.#session, this.id, options);
  }

  /**
   * Ends a running batch; what is answered already is kept. True when the provider has taken it, false when it could not be reached or does not
   * know the job: `wait` sees to it then. Throws `BatchStateError` for a batch that is not running.
   */
  async cancel(options: SendOptions = {}): Promise<boolean> {
    return cancel(this.#session, this.id, options);
  }

  /**
   * All results over all attempts, in input order. Holds them all in memory: for large batches take `results()`. A request whose answer is still to
   * come is in none of the lists. Throws `BatchStateError` before the start.
   */
  async getResults(options: SendOptions = {}): Promise<BatchResults<Endpoint>> {
    return getResults(this.#session, this.id, options);
  }

  /** Streams the results over all attempts, in input order, without holding them. Throws `BatchStateError` before the start. */
  results(options: SendOptions = {}): AsyncGenerator<BatchResult<Endpoint>, void, undefined> {
    return results(this.#session, this.id, options);
  }

  /**
   * Writes the results into one file in OpenAI's batch result format: a line for each request that has one, in input order, in the provider's own
   * bytes. While the batch runs that is what there is so far. Gives the file's absolute path; without a `path` it is written to `langbatch/results` in `LANGBATCH_DATA_DIR`. The file appears whole.
   */
  async getResultsFile(path?: string, options: FileOptions = {}): Promise<string> {
    return getResultsFile(this.#session, this.id, { ...options, path });
  }

  /** The requests that failed, as the input file has them, in its order; with `include: 'missing'` also those without an answer. */
  async getUnsuccessfulRequests(options: UnsuccessfulOptions = {}): Promise<readonly BatchRequest<Endpoint>[]> {
    return getUnsuccessfulRequests(this.#session, this.id, options);
  }

  /** The requests with these custom ids, as the input file has them, in its order. Unknown ids are left out. */
  async getRequestsByCustomIds(
    customIds: readonly string[],
    options: FileOptions = {},
  ): Promise<readonly BatchRequest<Endpoint>[]> {
    return getRequestsByCustomIds(this.#session, this.id, { ...options, customIds });
  }

  /**
   * Keeps the batch: the dashboard of this storage lists it from now on, and it is not cleared away as an abandoned draft. With another storage it
   * is copied there, a draft is moved, and this object goes on there. Throws `BatchStateError` while parts are still to be sent, or when that storage has it already.
   */
  async save(options: SaveOptions = {}): Promise<void> {
    return save(this.#session, this.id, { ...options, onMoved: (session) => (this.#session = session) });
  }

  /** Deletes the batch with its files from the storage. Throws `BatchStateError` while it runs, unless only a person could go on with it. */
  async remove(options: CallOptions = {}): Promise<void> {
    return remove(this.#session, this.id, options);
  }

  /**
   * Decides about parts of which nobody knows whether they were sent, as the line broke at the wrong moment and the provider lists no job:
   * `look_again`, `send_again` (may be paid for twice if the job is there after all) or `give_up` (their requests count as missing).
   */
  async resolveDoubt(decision: DoubtDecision, options: SendOptions = {}): Promise<void> {
    return resolveDoubt(this.#session, this.id, { ...options, decision });
  }
}
