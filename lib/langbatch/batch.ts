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
 * A batch of requests to one endpoint. An object holds an id, a storage and a client, and nothing else. Every call
 * reads the storage, so two objects or two processes with the same id agree. Calls do the batch's work in this
 * process; a dashboard on the same storage may work on it too. A call that cannot be done throws a `BatchError`
 * and leaves the stored batch as it was.
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
   * Sends the batch. Its parts are uploaded, and one provider job is made for each part, exactly once, whatever
   * breaks. Returns when the provider has them. Parts that wait for room in its queue are sent by `wait`. Throws
   * `BatchStateError` when the batch was started already. Throws `BatchStartError` when the provider accepts
   * nothing of it; then it can be started again.
   */
  async start(options: SendOptions = {}): Promise<void> {
    return start(this.#session, this.id, options);
  }

  /**
   * Asks the provider and returns one of OpenAI's eight statuses. Also fetches the results of what has ended and
   * sends parts that have waited, so a script may do nothing but call this now and then. `completed` says that the
   * jobs have ended, not that every request succeeded. Throws `BatchStateError` before the start.
   */
  async getStatus(options: SendOptions = {}): Promise<JobStatus> {
    return getStatus(this.#session, this.id, options);
  }

  /** Returns the stored state of the batch, without asking the provider. */
  async getProgress(options: CallOptions = {}): Promise<BatchProgress> {
    return getProgress(this.#session, this.id, options);
  }

  /**
   * Waits until the current attempt has ended and its results are stored, for hours if necessary, and returns its
   * status. A wait that was broken off or killed can be repeated at any time. Throws `BatchStateError` before the
   * start, and when only a person can help, as with a refused key.
   */
  async wait(options: WaitOptions = {}): Promise<EndedStatus> {
    return wait(this.#session, this.id, options);
  }

  /**
   * Starts the batch if necessary, waits, and retries what a retry may help. Ends when all requests have
   * succeeded, when a retry cannot help, when the batch was cancelled, or after `maxAttempts`. Returns the outcome
   * counts.
   */
  async runUntilDone(options: RunOptions = {}): Promise<OutcomeCounts> {
    return runUntilDone(this.#session, this.id, options);
  }

  /**
   * Sends requests again as one more attempt. Earlier answers stay. Throws `BatchStateError` before the start,
   * while the batch runs, and when no request fits the scope. Throws `BatchStartError` when the provider accepts
   * nothing of it.
   */
  async retry(options: RetryOptions = {}): Promise<void> {
    return retry(this.#session, this.id, options);
  }

  /**
   * Ends a running batch. Answers that have come are kept. Returns true when the provider has accepted the cancel.
   * Returns false when it could not be reached or does not know the job; then `wait` sees to it. Throws
   * `BatchStateError` for a batch that is not running.
   */
  async cancel(options: SendOptions = {}): Promise<boolean> {
    return cancel(this.#session, this.id, options);
  }

  /**
   * Returns all results of all attempts, in input order. They are all held in memory: for large batches use
   * `results()`. A request whose answer is still to come is in none of the lists. Throws `BatchStateError` before
   * the start.
   */
  async getResults(options: SendOptions = {}): Promise<BatchResults<Endpoint>> {
    return getResults(this.#session, this.id, options);
  }

  /**
   * Streams the results over all attempts, in input order, without holding them. Throws `BatchStateError`
   * before the start.
   */
  results(options: SendOptions = {}): AsyncGenerator<BatchResult<Endpoint>, void, undefined> {
    return results(this.#session, this.id, options);
  }

  /**
   * Writes the results into one file in OpenAI's batch result format: one line for each request that has a result,
   * in input order, in the provider's own bytes. While the batch runs, the file holds the results so far. Returns
   * the file's absolute path. Without `path`, the file is written to `langbatch/results` in `LANGBATCH_DATA_DIR`.
   * It appears whole.
   */
  async getResultsFile(path?: string, options: FileOptions = {}): Promise<string> {
    return getResultsFile(this.#session, this.id, { ...options, path });
  }

  /**
   * Returns the requests that failed, as the input file has them, in its order. With `include: 'missing'` also
   * those without an answer.
   */
  async getUnsuccessfulRequests(options: UnsuccessfulOptions = {}): Promise<readonly BatchRequest<Endpoint>[]> {
    return getUnsuccessfulRequests(this.#session, this.id, options);
  }

  /** Returns the requests with these custom ids, as the input file has them, in its order. Unknown ids are left out. */
  async getRequestsByCustomIds(
    customIds: readonly string[],
    options: FileOptions = {},
  ): Promise<readonly BatchRequest<Endpoint>[]> {
    return getRequestsByCustomIds(this.#session, this.id, { ...options, customIds });
  }

  /**
   * Keeps the batch: the dashboard of this storage lists it from now on and does not remove it as an abandoned
   * draft. With another storage, the batch is copied there (a draft is moved), and this object uses that storage
   * from then on. Throws `BatchStateError` while parts are still to be sent, and when the other storage has the
   * batch already.
   */
  async save(options: SaveOptions = {}): Promise<void> {
    return save(this.#session, this.id, { ...options, onMoved: (session) => (this.#session = session) });
  }

  /**
   * Deletes the batch with its files from the storage. Throws `BatchStateError` while it runs, unless only a
   * person could go on with it.
   */
  async remove(options: CallOptions = {}): Promise<void> {
    return remove(this.#session, this.id, options);
  }

  /**
   * Decides about parts that may or may not have been sent: the connection broke at the wrong moment, and the
   * provider lists no job. `look_again` looks once more. `send_again` sends them again, and may pay twice if the
   * job exists after all. `give_up` counts their requests as missing.
   */
  async resolveDoubt(decision: DoubtDecision, options: SendOptions = {}): Promise<void> {
    return resolveDoubt(this.#session, this.id, { ...options, decision });
  }
}
