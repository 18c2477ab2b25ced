import type { OpenAI } from 'openai';
import { findExcess } from '#lib/jsonl/find-excess.ts';
import { readTextAtMost } from '#lib/net/read-at-most.ts';
import { type LeastRate, limitTime, limitTransfer, type TimeLimit } from '#lib/net/time-limit.ts';
import { systemTimers, type Timers } from '#lib/net/timers.ts';
import type { ProviderError } from '../provider-error.ts';
import { callFailed, convertError, unreadable, type CallSource } from './convert-error.ts';
import type { UploadRules } from './provider-profile.ts';
import { createUploadForm } from './upload-form.ts';

/** A reply is a few kilobytes, a list of a hundred jobs at most some hundred. */
const maxReplyBytes = 16 * 1024 * 1024;

/** For a whole call, repetitions and the reading of the reply included. */
const callMs = 60_000;
/** A provider looks through the file before it answers. */
const uploadReplyMs = 5 * 60_000;
/** The client's own limit is off the way: `leastRate` ends what hangs. */
const uploadMs = 24 * 60 * 60_000;
const leastRate: LeastRate = { bytes: 64 * 1024, withinMs: 60_000 };

/** No call follows a redirect: the key would go with it, to whatever server that names. */
const noRedirect = { redirect: 'error' } as const;
/**
 * Without a window, too, Node's fetch keeps a copy of the whole body for the case of a redirect (the Fetch
 * standard clones the request unless it has no window and forbids redirects): 600 MB sent took 660 MB of
 * memory, and so 40.
 */
const uploadFetchOptions = { ...noRedirect, window: null } as const;

/** What every call is made with. */
export interface CallOptions {
  readonly signal: AbortSignal;
  readonly timeout: number;
  readonly fetchOptions: typeof noRedirect;
  readonly maxRetries?: number;
}

/** A call of the client whose raw answer can be had. */
interface PendingCall {
  asResponse(): Promise<Response>;
}

export interface AskOptions {
  readonly signal: AbortSignal | undefined;
  /** How often the client repeats it; its own number when absent. */
  readonly maxRetries?: number;
  readonly withinMs?: number;
}

/**
 * How calls travel: each has a limit of time over headers and body, follows no redirect, and reads no more
 * than it should. Throws `ProviderError` and nothing else, except for the reason of an abort.
 */
export class Transport {
  readonly #client: OpenAI;
  readonly #source: CallSource;
  readonly #timers: Timers;

  constructor(options: { readonly client: OpenAI; readonly source: CallSource; readonly timers?: Timers }) {
    this.#client = options.client;
    this.#source = options.source;
    this.#timers = options.timers ?? systemTimers;
  }

  /** Makes a call with a small reply, and reads that as JSON. Undefined for an empty one. */
  async ask(send: (options: CallOptions) => PendingCall, options: AskOptions): Promise<unknown> {
    const { signal, maxRetries, withinMs = callMs } = options;
    using limit = limitTime(withinMs, { timers: this.#timers, signal });
    return await this.#during(limit, signal, 'timed_out', async () => {
      const retries = maxRetries === undefined ? {} : { maxRetries };
      const call = send({ signal: limit.signal, timeout: withinMs, fetchOptions: noRedirect, ...retries });
      return this.#readJson(await call.asResponse());
    });
  }

  /** Sends a file in a form. It may take as long as it moves. */
  async upload(
    file: { readonly name: string; readonly content: Blob },
    rules: UploadRules,
    signal: AbortSignal | undefined,
  ): Promise<unknown> {
    using limit = limitTransfer(leastRate, { timers: this.#timers, signal });
    const { body, contentType } = createUploadForm(file, rules, {
      onStart: () => limit.restart(),
      onOffer: () => limit.wait(),
      onTaken: (bytes) => limit.note(bytes),
      onEnd: () => limit.wait(uploadReplyMs),
    });
    return await this.#during(limit, signal, 'timed_out', async () => {
      limit.wait(callMs);
      // Not `files.create`, which sends FormData.
      const call = this.#client.post<unknown>(rules.path, {
        body,
        headers: { 'content-type': contentType },
        signal: limit.signal,
        timeout: uploadMs,
        fetchOptions: uploadFetchOptions,
      });
      return this.#readJson(await call.asResponse());
    });
  }

  /** Streams a file. A cut, slow or overlong transfer throws; it never ends quietly early. */
  async *download(
    fileId: string,
    options: { readonly maxBytes: number; readonly signal: AbortSignal | undefined },
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const { maxBytes, signal } = options;
    using limit = limitTransfer(leastRate, { timers: this.#timers, signal });
    const during = <Reply>(work: () => Promise<Reply>): Promise<Reply> => this.#during(limit, signal, 'too_slow', work);
    const response = await during(() => {
      limit.wait(callMs);
      const call = { signal: limit.signal, timeout: callMs, fetchOptions: noRedirect };
      return this.#client.files.content(fileId, call);
    });
    limit.restart();
    const { body } = response;
    if (body === null) return;
    const reader = body.getReader();
    try {
      if (isHtml(response)) throw unreadable(this.#source);
      for (let bytes = 0; ;) {
        limit.wait();
        const { done, value } = await during(() => reader.read());
        if (done) return;
        limit.note(value.length);
        bytes += value.length;
        if (bytes > maxBytes) throw unreadable(this.#source, { reason: 'file_too_large' });
        yield value;
      }
    } finally {
      // The transfer may have failed already; then there is nothing left to cancel.
      await reader.cancel().catch(() => {});
    }
  }

  /** Waits, as a part of a call: what ends it early is thrown as for one. */
  async pause(sleep: () => Promise<void>, signal: AbortSignal | undefined): Promise<void> {
    try {
      await sleep();
    } catch (error) {
      signal?.throwIfAborted();
      throw convertError(error, this.#source);
    }
  }

  async #during<Reply>(
    limit: TimeLimit,
    signal: AbortSignal | undefined,
    reason: 'timed_out' | 'too_slow',
    work: () => PromiseLike<Reply>,
  ): Promise<Reply> {
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      throw limit.isOver ? this.#tooLate(reason, error) : convertError(error, this.#source);
    }
  }

  #tooLate(reason: 'timed_out' | 'too_slow', cause: unknown): ProviderError {
    return callFailed(this.#source, { kind: 'unavailable', reason, mayHaveHappened: true }, { cause });
  }

  async #readJson(response: Response): Promise<unknown> {
    if (response.body === null) return undefined;
    const text = await readTextAtMost(response.body, maxReplyBytes);
    if (text === null || findExcess(Buffer.from(text)) !== null)
      throw unreadable(this.#source, { reason: 'reply_too_large', statusCode: response.status });
    return text === '' ? undefined : JSON.parse(text);
  }
}

function isHtml(response: Response): boolean {
  return (response.headers.get('content-type') ?? '').toLowerCase().includes('text/html');
}
