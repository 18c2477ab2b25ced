import { setTimeout as sleepFor } from 'node:timers/promises';
import type { OpenAI } from 'openai';
import type { z } from 'zod';
import type {
  ConnectionTest,
  CreateJobInput,
  DownloadInput,
  FindJobsInput,
  Provider,
  ProviderJob,
  ProviderLimits,
} from '#lib/contracts/provider.ts';
import type { Timers } from '#lib/net/timers.ts';
import { isEnded } from '#lib/shared/contract/status.ts';
import { ProviderError } from '../provider-error.ts';
import { callFailed, unreadable, type CallSource } from './convert-error.ts';
import { convertJob } from './convert-job.ts';
import { createClient } from './create-client.ts';
import { adoptClient, profileOf } from './own-client.ts';
import { limitsWith } from './profiles.ts';
import type { ProviderProfile } from './provider-profile.ts';
import { scrubJob } from './scrub.ts';
import { Transport } from './transport.ts';
import { waitForFile } from './wait-for-file.ts';
import { whyNotSendable } from './why-not-sendable.ts';
import { type WireFile, wireFileReply, wireJobReply, wireList, wireListed } from './wire-schemas.ts';

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
  /** What the limits of calls go by; real time by default. */
  readonly timers?: Timers;
  /** A client of the caller's own, instead of key and address: `OpenAI` with any base URL, or `AzureOpenAI`. */
  readonly client?: OpenAI;
}

interface ListPage {
  readonly jobs: readonly ProviderJob[];
  readonly isLast: boolean;
}

/** Ends early, with the reason, when the signal aborts. */
type Sleep = (ms: number, signal: AbortSignal | undefined) => Promise<void>;

/** The name under which a job's token travels in its metadata. */
const tokenName = 'langbatch_token';

const testMs = 15_000;
const listLimit = 100;
/** Ten thousand jobs: the list of a provider that never ends is not read for ever. */
const maxListPages = 100;

/** A provider that speaks OpenAI's Files and Batches APIs: OpenAI itself, the sandbox, or a compatible one. */
export function createOpenAiProvider(options: OpenAiProviderOptions): Provider {
  return new OpenAiProvider(options);
}

class OpenAiProvider implements Provider {
  readonly name: string;
  readonly limits: ProviderLimits;
  readonly wantsMethodAndUrl: boolean;
  readonly pollMs?: number;
  readonly #client: OpenAI;
  readonly #profile: ProviderProfile;
  readonly #source: CallSource;
  readonly #transport: Transport;
  readonly #sleep: Sleep;

  constructor(options: OpenAiProviderOptions) {
    const client = options.client === undefined ? createClient(options) : adoptClient(options.client);
    const profile = options.profile ?? profileOf(client);
    this.name = options.name ?? profile.name;
    this.wantsMethodAndUrl = profile.wantsMethodAndUrl;
    this.limits = limitsWith(options.limits ?? {}, profile);
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
    this.#transport = new Transport({ client, source: this.#source, timers: options.timers });
  }

  whyNotSendable(batch: { readonly url: string; readonly completionWindow: string }): string | null {
    return whyNotSendable({ ...this.#profile, name: this.name }, batch);
  }

  async uploadFile(input: { name: string; content: Blob; signal?: AbortSignal }): Promise<{ fileId: string }> {
    const { signal } = input;
    const reply = await this.#orNoBatchApi(this.#transport.upload(input, this.#profile.upload, signal));
    const file = this.#read(wireFileReply, reply);
    try {
      await waitForFile(file, {
        name: this.name,
        unreadyStatuses: this.#profile.unreadyFileStatuses,
        sleep: (ms) => this.#transport.pause(() => this.#sleep(ms, signal), signal),
        look: () => this.#readFile(file.id, signal),
      });
    } catch (error) {
      if (!signal?.aborted) await this.#removeUnfit(file.id, signal);
      throw error;
    }
    return { fileId: file.id };
  }

  async createJob(input: CreateJobInput): Promise<ProviderJob> {
    const { fileId, endpoint, completionWindow, signal } = input;
    const metadata = { ...input.metadata, [tokenName]: input.token };
    const body = { input_file_id: fileId, endpoint, completion_window: completionWindow, metadata };
    // Not `batches.create`: its type allows no window but 24h, which other providers do.
    const reply = await this.#transport.ask((call) => this.#client.post<unknown>('/batches', { body, ...call }), {
      signal,
      maxRetries: 0,
    });
    return this.#readJob(reply);
  }

  async getJob(input: { jobId: string; signal?: AbortSignal }): Promise<ProviderJob> {
    const { jobId, signal } = input;
    return this.#readJob(await this.#transport.ask((call) => this.#client.batches.retrieve(jobId, call), { signal }));
  }

  async findJobs(input: FindJobsInput): Promise<readonly ProviderJob[]> {
    const found = new Map<string, ProviderJob>();
    let isWhole = false;
    for await (const { jobs, isLast } of this.#listPages(input)) {
      for (const job of jobs) if (isWanted(job, input)) found.set(job.id, job);
      isWhole = isLast || isPastNewest(jobs, input.createdAfter);
      if (isWhole) break;
    }
    // Whoever looks for a job would take it for not there.
    if (!isWhole && found.size === 0) throw unreadable(this.#source);
    const createdAtMs = (job: ProviderJob): number => job.createdAt?.getTime() ?? 0;
    return [...found.values()].toSorted((one, other) => createdAtMs(one) - createdAtMs(other));
  }

  async cancelJob(input: { jobId: string; signal?: AbortSignal }): Promise<ProviderJob> {
    const { jobId, signal } = input;
    try {
      // The client would repeat OpenAI's 409 for an ended job twice.
      const options = { signal, maxRetries: 0 };
      return this.#readJob(await this.#transport.ask((call) => this.#client.batches.cancel(jobId, call), options));
    } catch (error) {
      if (!ProviderError.is(error) || error.kind !== 'rejected') throw error;
      const job = await this.getJob(input);
      if (job.status !== null && isEnded(job.status)) return job;
      throw error;
    }
  }

  downloadFile(input: DownloadInput): AsyncGenerator<Uint8Array, void, undefined> {
    return this.#transport.download(input.fileId, { maxBytes: input.maxBytes, signal: input.signal });
  }

  async deleteFile(input: { fileId: string; signal?: AbortSignal }): Promise<void> {
    const { fileId, signal } = input;
    try {
      await this.#transport.ask((call) => this.#client.files.delete(fileId, call), { signal });
    } catch (error) {
      if (!ProviderError.is(error) || error.kind !== 'not_found') throw error;
    }
  }

  async testConnection(input: { signal?: AbortSignal } = {}): Promise<ConnectionTest> {
    const { signal } = input;
    const startedAt = performance.now();
    const models = await this.#tryModels(signal);
    return { modelCount: models?.length ?? null, tookMs: Math.round(performance.now() - startedAt) };
  }

  async listModels({ signal }: { signal?: AbortSignal } = {}): Promise<readonly string[] | null> {
    const models = await this.#tryModels(signal);
    const ids = models?.flatMap((model) => wireListed.safeParse(model).data?.id ?? []);
    return ids === undefined ? null : [...new Set(ids)].toSorted();
  }

  /** Null for a provider that lists its jobs, but no models. */
  async #tryModels(signal: AbortSignal | undefined): Promise<readonly unknown[] | null> {
    const options = { signal, maxRetries: 0, withinMs: testMs };
    try {
      const reply = await this.#transport.ask((call) => this.#client.get<unknown>('/models', call), options);
      return this.#read(wireList, reply).data;
    } catch (error) {
      if (!ProviderError.is(error) || error.kind !== 'not_found') throw error;
      const query = { limit: 1 };
      const reply = await this.#orNoBatchApi(
        this.#transport.ask((call) => this.#client.get<unknown>('/batches', { ...call, query }), options),
      );
      this.#read(wireList, reply);
      return null;
    }
  }

  async #readFile(fileId: string, signal: AbortSignal | undefined): Promise<WireFile> {
    const reply = await this.#transport.ask((call) => this.#client.files.retrieve(fileId, call), { signal });
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

  /**
   * Pages of the account's jobs as the provider orders them. Read raw: the client's own paging knows only `data`.
   * Without a last one where the list goes on and cannot be read on, never ends, or shows again what it has shown.
   */
  async *#listPages(input: FindJobsInput): AsyncGenerator<ListPage, void, undefined> {
    const { signal } = input;
    const seen = new Set<string>();
    for (let pages = 0, after: string | null = null; pages < maxListPages; pages += 1) {
      const query: Record<string, unknown> = { limit: listLimit, ...(after === null ? {} : { after }) };
      const reply = await this.#orNoBatchApi(
        this.#transport.ask((call) => this.#client.get<unknown>('/batches', { ...call, query }), { signal }),
      );
      const list = this.#read(wireList, reply);
      const jobs = list.data.flatMap((item) => this.#readListed(item, input));
      yield { jobs, isLast: list.has_more !== true || list.data.length === 0 };
      const last = idOf(list.data.at(-1));
      if (last === null || seen.has(last)) return;
      for (const { id } of jobs) seen.add(id);
      seen.add(last);
      after = last;
    }
  }

  /**
   * A job of others that cannot be read is passed over; one that may be ours is not, or it would be taken for not
   * there.
   */
  #readListed(item: unknown, { fileIds, token }: FindJobsInput): readonly ProviderJob[] {
    const parsed = wireJobReply.safeParse(item);
    if (parsed.success) return [scrubJob(convertJob(parsed.data), this.#source.apiKey)];
    const text = JSON.stringify(item) ?? '';
    if ([...fileIds, token].some((ours) => text.includes(ours)))
      throw unreadable(this.#source, { cause: parsed.error });
    return [];
  }

  /** For calls that name nothing which could be unknown: there, "not found" means the address. */
  async #orNoBatchApi<Reply>(call: Promise<Reply>): Promise<Reply> {
    try {
      return await call;
    } catch (error) {
      if (!ProviderError.is(error) || error.kind !== 'not_found') throw error;
      const { fault, mayHaveHappened, cause } = error;
      throw callFailed(this.#source, { ...fault, reason: 'no_batch_api', mayHaveHappened }, { cause });
    }
  }

  #readJob(reply: unknown): ProviderJob {
    return scrubJob(convertJob(this.#read(wireJobReply, reply)), this.#source.apiKey);
  }

  #read<Schema extends z.ZodType>(schema: Schema, reply: unknown): z.output<Schema> {
    const parsed = schema.safeParse(reply);
    if (!parsed.success) throw unreadable(this.#source, { cause: parsed.error });
    return parsed.data;
  }
}

async function sleepReally(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await sleepFor(ms, undefined, { signal });
}

/** A job that carries another token is another part's: some providers give files of the same bytes one id. */
function isWanted({ inputFileId, metadata }: ProviderJob, { fileIds, token }: FindJobsInput): boolean {
  const itsToken = metadata[tokenName] ?? '';
  if (itsToken !== '') return itsToken === token;
  return inputFileId !== null && fileIds.includes(inputFileId);
}

function idOf(item: unknown): string | null {
  const parsed = wireListed.safeParse(item);
  return parsed.success ? parsed.data.id : null;
}

/** True when a page sorted newest first has come to jobs older than `createdAfter`: the next ones are older still. */
function isPastNewest(page: readonly ProviderJob[], createdAfter: Date): boolean {
  const first = page[0]?.createdAt?.getTime();
  const last = page.at(-1)?.createdAt?.getTime();
  return first !== undefined && last !== undefined && first >= last && last < createdAfter.getTime();
}
