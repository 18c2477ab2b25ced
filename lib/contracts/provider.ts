import type { JobStatus } from '#lib/shared/contract/status.ts';

/** What a provider takes in one job. `null` means that no such limit is known. */
export interface ProviderLimits {
  readonly maxRequestsPerJob: number | null;
  readonly maxBytesPerJob: number | null;
  readonly maxEmbeddingInputsPerJob: number | null;
  /** Prompt tokens of all jobs of one model that are under way at once. */
  readonly maxEnqueuedTokens: number | null;
  readonly maxLineBytes: number | null;
}

/** A batch job as the provider describes it now. */
export interface ProviderJob {
  /** The provider's id of the job. */
  readonly id: string;
  /** Ours; null when the provider's word is one we do not know. */
  readonly status: JobStatus | null;
  /** The provider's own word, verbatim. */
  readonly providerStatus: string;
  readonly inputFileId: string | null;
  readonly outputFileId: string | null;
  readonly errorFileId: string | null;
  /** The result files that the provider names by something that is no id; they count as not named. */
  readonly oddFiles: readonly ('output' | 'errors')[];
  /** Null when the provider does not say. May be wrong: never decide by it. */
  readonly counts: { readonly total: number; readonly completed: number; readonly failed: number } | null;
  /** Why the whole job failed, as the provider lists it. */
  readonly errors: readonly ProviderJobError[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly createdAt: Date | null;
  readonly expiresAt: Date | null;
  readonly endedAt: Date | null;
}

export interface ProviderJobError {
  readonly code: string | null;
  readonly message: string;
  readonly param: string | null;
  /** 1-based line of the uploaded part, not of the user's file. */
  readonly line: number | null;
}

export interface CreateJobInput {
  readonly fileId: string;
  /** As the lines of the file write it. */
  readonly endpoint: string;
  readonly completionWindow: string;
  /** Ours, for finding the job again; the adapter decides where it travels. */
  readonly token: string;
  /** At most 15 pairs. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface FindJobsInput {
  /** The input files that the job may have been made from. */
  readonly fileIds: readonly string[];
  /** The token that the job was created with. */
  readonly token: string;
  /** Jobs created earlier than this are not looked at. */
  readonly createdAfter: Date;
  readonly signal?: AbortSignal;
}

export interface DownloadInput {
  readonly fileId: string;
  /** What is longer than this is not what it should be. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
}

export interface ConnectionTest {
  /** How many models the account may use, when the provider says. */
  readonly modelCount: number | null;
  readonly tookMs: number;
}

/**
 * A provider's account, ready to use. Every method throws `ProviderError` and nothing else, except for aborts.
 * `createJob` is never retried inside: calling it twice makes two paid jobs.
 */
export interface Provider {
  /** For sentences: "OpenAI", "Together". */
  readonly name: string;
  readonly limits: ProviderLimits;
  /** How often its open jobs are looked at, where that differs from the setting. */
  readonly pollMs?: number;
  /**
   * Whether each line must have `method` and `url`. Where a line leaves them out, they are filled in for such
   * a provider.
   */
  readonly wantsMethodAndUrl: boolean;
  /** Why this provider would refuse such a batch, in a sentence; null when nothing speaks against it. */
  whyNotSendable(batch: { readonly url: string; readonly completionWindow: string }): string | null;
  /** Uploads a batch input file. May be repeated: an unused file costs nothing. */
  uploadFile(input: {
    readonly name: string;
    readonly content: Blob;
    readonly signal?: AbortSignal;
  }): Promise<{ readonly fileId: string }>;
  createJob(input: CreateJobInput): Promise<ProviderJob>;
  getJob(input: { readonly jobId: string; readonly signal?: AbortSignal }): Promise<ProviderJob>;
  /** The jobs made from one of these files or with this token, oldest first. */
  findJobs(input: FindJobsInput): Promise<readonly ProviderJob[]>;
  /** Asks for the end of a job. A job that has ended already is returned as it is. */
  cancelJob(input: { readonly jobId: string; readonly signal?: AbortSignal }): Promise<ProviderJob>;
  /** Streams a file of the provider. A cut, a stalled or an overlong transfer throws; it never ends quietly early. */
  downloadFile(input: DownloadInput): AsyncIterable<Uint8Array>;
  deleteFile(input: { readonly fileId: string; readonly signal?: AbortSignal }): Promise<void>;
  /** One real, free call that shows whether address and key work. */
  testConnection(input?: { readonly signal?: AbortSignal }): Promise<ConnectionTest>;
  /** Names of the models that the account may use, in alphabetical order; null where the provider does not say. */
  listModels(input?: { readonly signal?: AbortSignal }): Promise<readonly string[] | null>;
}
