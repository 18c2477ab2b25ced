import { setTimeout as sleepFor } from 'node:timers/promises';
import type { OpenAI } from 'openai';
import type { z } from 'zod';
import type {
  ConnectionTest,
  CreateJobInput,
  FindJobsInput,
  Provider,
  ProviderJob,
  ProviderLimits,
} from '#lib/contracts/provider.ts';
import { isEnded } from '#lib/shared/contract/status.ts';
import { ProviderError } from '../provider-error.ts';
import { convertError, unreadable, type CallSource } from './convert-error.ts';
import { convertJob } from './convert-job.ts';
import { createClient } from './create-client.ts';
import { adoptClient, profileOf } from './own-client.ts';
import type { ProviderProfile } from './provider-profile.ts';
import { createUploadForm } from './upload-form.ts';
import { waitForFile } from './wait-for-file.ts';
import { whyNotSendable } from './why-not-sendable.ts';
import { type WireFile, wireFileReply, wireJobReply, wireList } from './wire-schemas.ts';

export interface OpenAiProviderOptions {
  /** Sent as a bearer token; for a provider that needs none, empty or absent. */
  readonly apiKey?: string;
  /** OpenAI's own when null or absent. */
  readonly baseUrl?: string | null;
  /** For sentences; by default that of the profile. */
  readonly name?: string;
  /** Replace the limits of the profile; null and absent ones leave them. */
  readonly limits?: Partial<ProviderLimits>;
  /** What is known of the provider; by default found by the host of the address. */
  readonly profile?: ProviderProfile;
  /** How often open jobs are looked at, where that differs from the setting. */
  readonly pollMs?: number;
  /** How often the client repeats a call that is safe to repeat. Never used for `createJob`. */
  readonly maxRetries?: number;
  /** Waits between two looks at an uploaded file; real time by default. */
  readonly sleep?: Sleep;
  /** A client of the caller's own, instead of key and address: `OpenAI` with any base URL, or `AzureOpenAI`. */
  readonly client?: OpenAI;
}

/** Ends early, with the reason, when the signal aborts. */
type Sleep = (ms: number, signal: AbortSignal | undefined) => Promise<void>;

const callTimeoutMs = 60_000;
const testTimeoutMs = 15_000;
/** 200 MB over a line of 1 Mbit/s take 28 minutes. */
const uploadTimeoutMs = 60 * 60 * 1000;
/**
 * Without these, Node's fetch keeps a copy of the whole body for the case of a redirect (the Fetch standard clones the
 * request unless it has no window and forbids redirects): 600 MB sent took 660 MB of memory, and so 40.
 */
const uploadFetchOptions = { redirect: 'error', window: null } as const;
const listLimit = 100;

/** A provider that speaks OpenAI's Files and Batches APIs: OpenAI itself, the sandbox, or a compatible one. */
export function createOpenAiProvider(options: OpenAiProviderOptions): Provider {
  return new OpenAiProvider(options);
}

class OpenAiProvider implements Provider {
  readonly name: string;
  readonly limits: ProviderLimits;
  readonly pollMs?: number;
  readonly #client: OpenAI;
  readonly #profile: ProviderProfile;
  readonly #source: CallSource;
  readonly #sleep: Sleep;

  constructor(options: OpenAiProviderOptions) {
    const client = options.client === undefined ? createClient(options) : adoptClient(options.client);
    const profile = options.profile ?? profileOf(client);
    this.name = options.name ?? profile.name;
    this.limits = withDefaults(options.limits ?? {}, profile.limits);
    if (options.pollMs !== undefined) this.pollMs = options.pollMs;
    this.#client = client;
    this.#profile = profile;
    this.#sleep = options.sleep ?? sleepReally;
    this.#source = {
      name: this.name,
      baseUrl: client.baseURL,
      // A client with a token provider has none before its first call, and other ones later.
      get apiKey() {
        return client.apiKey ?? '';
      },
    };
  }

  whyNotSendable(batch: { readonly url: string; readonly completionWindow: string }): string | null {
    return whyNotSendable({ ...this.#profile, name: this.name }, batch);
  }

  async uploadFile(input: { name: string; content: Blob; signal?: AbortSignal }): Promise<{ fileId: string }> {
    const { signal } = input;
    const { upload } = this.#profile;
    const { body, contentType } = createUploadForm(input, upload);
    const headers = { 'content-type': contentType };
    const options = { body, headers, signal, timeout: uploadTimeoutMs, fetchOptions: uploadFetchOptions };
    // Not `files.create`, which sends FormData.
    const reply = await this.#call(signal, () => this.#client.post<unknown>(upload.path, options));
    const file = this.#read(wireFileReply, reply);
    try {
      await waitForFile(file, {
        name: this.name,
        unreadyStatuses: this.#profile.unreadyFileStatuses,
        sleep: (ms) => this.#call(signal, () => this.#sleep(ms, signal)),
        look: () => this.#readFile(file.id, signal),
      });
    } catch (error) {
      if (!signal?.aborted) await this.#removeUnfit(file.id, signal);
      throw error;
    }
    return { fileId: file.id };
  }

  async createJob(input: CreateJobInput): Promise<ProviderJob> {
    const { fileId, endpoint, completionWindow, metadata, signal } = input;
    const body = { input_file_id: fileId, endpoint, completion_window: completionWindow, metadata };
    // Not `batches.create`: its type allows no window but 24h, which other providers do.
    const reply = await this.#call(signal, () =>
      this.#client.post<unknown>('/batches', { body, signal, maxRetries: 0, timeout: callTimeoutMs }),
    );
    return this.#readJob(reply);
  }

  async getJob(input: { jobId: string; signal?: AbortSignal }): Promise<ProviderJob> {
    const { jobId, signal } = input;
    return this.#readJob(
      await this.#call(signal, () => this.#client.batches.retrieve(jobId, { signal, timeout: callTimeoutMs })),
    );
  }

  async findJobs(input: FindJobsInput): Promise<readonly ProviderJob[]> {
    const found: ProviderJob[] = [];
    for await (const page of this.#listPages(input.signal)) {
      found.push(...page.filter((job) => job.inputFileId === input.fileId || hasToken(job, input.token)));
      if (isPastNewest(page, input.createdAfter)) break;
    }
    return found.toSorted((one, other) => (one.createdAt?.getTime() ?? 0) - (other.createdAt?.getTime() ?? 0));
  }

  async cancelJob(input: { jobId: string; signal?: AbortSignal }): Promise<ProviderJob> {
    const { jobId, signal } = input;
    try {
      // The client would repeat OpenAI's 409 for an ended job twice.
      const reply = await this.#call(signal, () =>
        this.#client.batches.cancel(jobId, { signal, maxRetries: 0, timeout: callTimeoutMs }),
      );
      return this.#readJob(reply);
    } catch (error) {
      if (!ProviderError.is(error) || error.kind !== 'rejected') throw error;
      const job = await this.getJob(input);
      if (job.status !== null && isEnded(job.status)) return job;
      throw error;
    }
  }

  async *downloadFile(input: { fileId: string; signal?: AbortSignal }): AsyncGenerator<Uint8Array, void, undefined> {
    const { fileId, signal } = input;
    const response = await this.#call(signal, () => this.#client.files.content(fileId, { signal }));
    const { body } = response;
    if (body === null) return;
    const isPage = (response.headers.get('content-type') ?? '').toLowerCase().includes('text/html');
    const reader = body.getReader();
    try {
      if (isPage) throw unreadable(this.#source);
      for (;;) {
        const { done, value } = await this.#call(signal, () => reader.read());
        if (done) return;
        yield value;
      }
    } finally {
      // The transfer may have failed already; then there is nothing left to cancel.
      await reader.cancel().catch(() => {});
    }
  }

  async deleteFile(input: { fileId: string; signal?: AbortSignal }): Promise<void> {
    const { fileId, signal } = input;
    try {
      await this.#call(signal, () => this.#client.files.delete(fileId, { signal, timeout: callTimeoutMs }));
    } catch (error) {
      if (!ProviderError.is(error) || error.kind !== 'not_found') throw error;
    }
  }

  async testConnection(input: { signal?: AbortSignal } = {}): Promise<ConnectionTest> {
    const { signal } = input;
    const startedAt = performance.now();
    const modelCount = await this.#countModels(signal);
    return { modelCount, tookMs: Math.round(performance.now() - startedAt) };
  }

  /** Null for a provider that lists its jobs, but no models. */
  async #countModels(signal: AbortSignal | undefined): Promise<number | null> {
    const options = { signal, maxRetries: 0, timeout: testTimeoutMs };
    try {
      const reply = await this.#call(signal, () => this.#client.get<unknown>('/models', options));
      return this.#read(wireList, reply).data.length;
    } catch (error) {
      if (!ProviderError.is(error) || error.kind !== 'not_found') throw error;
      const query = { limit: 1 };
      const reply = await this.#call(signal, () => this.#client.get<unknown>('/batches', { ...options, query }));
      this.#read(wireList, reply);
      return null;
    }
  }

  async #readFile(fileId: string, signal: AbortSignal | undefined): Promise<WireFile> {
    const options = { signal, timeout: callTimeoutMs };
    const reply = await this.#call(signal, () => this.#client.files.retrieve(fileId, options));
    return this.#read(wireFileReply, reply);
  }

  /** Accounts hold a limited number of files: one that no job can be made of is taken away again. */
  async #removeUnfit(fileId: string, signal: AbortSignal | undefined): Promise<void> {
    try {
      await this.deleteFile({ fileId, signal });
    } catch (error) {
      if (!ProviderError.is(error)) throw error;
    }
  }

  /** Pages of the account's jobs as the provider orders them. Read raw: the client's own paging knows only `data`. */
  async *#listPages(signal: AbortSignal | undefined): AsyncGenerator<readonly ProviderJob[], void, undefined> {
    let after: string | null = null;
    for (;;) {
      const query: Record<string, unknown> = { limit: listLimit, ...(after === null ? {} : { after }) };
      const reply = await this.#call(signal, () =>
        this.#client.get<unknown>('/batches', { query, signal, timeout: callTimeoutMs }),
      );
      const list = this.#read(wireList, reply);
      const jobs = list.data.map((item) => this.#readJob(item));
      yield jobs;
      const last = jobs.at(-1)?.id ?? null;
      if (last === null || last === after || list.has_more !== true) return;
      after = last;
    }
  }

  async #call<Reply>(signal: AbortSignal | undefined, call: () => PromiseLike<Reply>): Promise<Reply> {
    try {
      return await call();
    } catch (error) {
      signal?.throwIfAborted();
      throw convertError(error, this.#source);
    }
  }

  #readJob(reply: unknown): ProviderJob {
    return convertJob(this.#read(wireJobReply, reply));
  }

  #read<Schema extends z.ZodType>(schema: Schema, reply: unknown): z.output<Schema> {
    const parsed = schema.safeParse(reply);
    if (!parsed.success) throw unreadable(this.#source, { cause: parsed.error });
    return parsed.data;
  }
}

function withDefaults(limits: Partial<ProviderLimits>, defaults: ProviderLimits): ProviderLimits {
  return {
    maxRequestsPerJob: limits.maxRequestsPerJob ?? defaults.maxRequestsPerJob,
    maxBytesPerJob: limits.maxBytesPerJob ?? defaults.maxBytesPerJob,
    maxEmbeddingInputsPerJob: limits.maxEmbeddingInputsPerJob ?? defaults.maxEmbeddingInputsPerJob,
    maxEnqueuedTokens: limits.maxEnqueuedTokens ?? defaults.maxEnqueuedTokens,
    maxLineBytes: limits.maxLineBytes ?? defaults.maxLineBytes,
  };
}

async function sleepReally(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await sleepFor(ms, undefined, { signal });
}

function hasToken(job: ProviderJob, token: string): boolean {
  return job.metadata['langbatch_token'] === token;
}

/** True when a page sorted newest first has come to jobs older than `createdAfter`: the next ones are older still. */
function isPastNewest(page: readonly ProviderJob[], createdAfter: Date): boolean {
  const first = page[0]?.createdAt?.getTime();
  const last = page.at(-1)?.createdAt?.getTime();
  return first !== undefined && last !== undefined && first >= last && last < createdAfter.getTime();
}
