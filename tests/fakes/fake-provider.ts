import type {
  FindJobsInput,
  Provider,
  ProviderJob,
  ProviderJobError,
  ProviderLimits,
} from '#lib/contracts/provider.ts';
import { NotFoundError } from '#lib/errors.ts';
import { ProviderError, type ProviderErrorDetails } from '#lib/providers/provider-error.ts';
import type { JobStatus } from '#lib/shared/contract/status.ts';
import type { ManualClock } from './manual-clock.ts';

export interface FakeRequest {
  readonly customId: string;
  readonly text: string;
}

interface FakeJob {
  readonly id: string;
  readonly fileId: string;
  readonly token: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly createdAt: Date;
  readonly requests: readonly FakeRequest[];
  looks: number;
  status: JobStatus;
  errors: readonly ProviderJobError[];
}

/** What the provider writes for a request: the lines of its output and error file. */
export type Answer = (
  request: FakeRequest,
  jobNumber: number,
) => { readonly output?: string; readonly errors?: string };

export const succeed: Answer = ({ customId }) => ({
  output: resultLine(customId, 200, { choices: [], usage: { prompt_tokens: 3, completion_tokens: 5 } }),
});

export function resultLine(customId: string, statusCode: number, body: object): string {
  return JSON.stringify({
    id: 'batch_req_1',
    custom_id: customId,
    response: { status_code: statusCode, request_id: 'r', body },
    error: null,
  });
}

export function failedLine(customId: string, statusCode: number, code: string): string {
  return resultLine(customId, statusCode, { error: { message: `Failed with ${code}.`, type: 'x', param: null, code } });
}

/** A provider in memory that a test controls: what it answers, when it breaks, how its jobs end. */
export class FakeProvider implements Provider {
  readonly name = 'Fake';
  wantsMethodAndUrl = true;
  readonly jobs: FakeJob[] = [];
  readonly files = new Map<string, string>();
  limits: ProviderLimits = {
    maxRequestsPerJob: 3,
    maxBytesPerJob: null,
    maxEmbeddingInputsPerJob: null,
    maxEnqueuedTokens: null,
    maxLineBytes: null,
  };
  answer: Answer = succeed;
  endStatus: JobStatus = 'completed';
  /** What it really takes at once, over all open jobs; null for no limit. Not what it says in `limits`. */
  tokenLimit: number | null = null;
  /** Tokens of what others of the account have under way. */
  foreignTokens = 0;
  tokensOf: (request: FakeRequest) => number = () => 8;
  /** How a refusal for want of room reads. */
  sayFull: (limit: number) => ProviderJobError = enqueuedTokenLimitReached;
  /** Takes the place of every status: a word that nobody knows. */
  unknownWord: string | null = null;
  /** How old a job is before the list shows it. */
  listLagMs = 0;
  whyNotSendable: Provider['whyNotSendable'] = () => null;
  /** Called around each call; may throw, before or after the call took effect. */
  disturb: (call: string, moment: 'before' | 'after') => void = () => undefined;
  readonly #clock: ManualClock;

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  async uploadFile({ content }: { readonly content: Blob }): Promise<{ readonly fileId: string }> {
    const text = await content.text();
    return this.#call('uploadFile', () => {
      const fileId = `file-${this.files.size + 1}`;
      this.files.set(fileId, text);
      return { fileId };
    });
  }

  createJob(input: {
    readonly fileId: string;
    readonly token: string;
    readonly metadata: Readonly<Record<string, string>>;
  }): Promise<ProviderJob> {
    return this.#perform('createJob', () => {
      const requests = (this.files.get(input.fileId) ?? '')
        .split('\n')
        .filter((line) => line !== '')
        .map(readRequest);
      const job: FakeJob = {
        ...input,
        id: `batch_${this.jobs.length + 1}`,
        createdAt: this.#clock.now(),
        requests,
        looks: 0,
        status: 'validating',
        errors: [],
      };
      this.jobs.push(job);
      return this.#describe(job);
    });
  }

  getJob({ jobId }: { readonly jobId: string }): Promise<ProviderJob> {
    return this.#perform('getJob', () => {
      const job = this.#find(jobId);
      job.looks += 1;
      if (job.status === 'cancelling') job.status = 'cancelled';
      else if (job.looks === 1 && job.status === 'validating') this.#validate(job);
      else if (job.status === 'in_progress') job.status = this.endStatus;
      return this.#describe(job);
    });
  }

  findJobs({ fileIds, token, createdAfter }: FindJobsInput): Promise<readonly ProviderJob[]> {
    const newest = this.#clock.now().getTime() - this.listLagMs;
    return this.#perform('findJobs', () =>
      this.jobs
        .filter((job) => fileIds.includes(job.fileId) || job.token === token)
        .filter(({ createdAt }) => createdAt >= createdAfter && createdAt.getTime() <= newest)
        .map((job) => this.#describe(job)),
    );
  }

  cancelJob({ jobId }: { readonly jobId: string }): Promise<ProviderJob> {
    return this.#perform('cancelJob', () => {
      const job = this.#find(jobId);
      if (job.status === 'validating' || job.status === 'in_progress') job.status = 'cancelling';
      return this.#describe(job);
    });
  }

  async *downloadFile({ fileId }: { readonly fileId: string }): AsyncGenerator<Uint8Array> {
    const text = await this.#perform('downloadFile', () => {
      const [kind, jobId] = fileId.split(':');
      const number = this.jobs.findIndex((job) => job.id === jobId) + 1;
      const lines = this.#find(jobId ?? '').requests.map(
        (request) => this.answer(request, number)[kind === 'output' ? 'output' : 'errors'],
      );
      return lines
        .filter((line) => line !== undefined)
        .toReversed()
        .map((line) => `${line}\n`)
        .join('');
    });
    yield Buffer.from(text);
  }

  async deleteFile({ fileId }: { readonly fileId: string }): Promise<void> {
    await this.#perform('deleteFile', () => this.files.delete(fileId));
  }

  listModels(): Promise<readonly string[] | null> {
    return this.#perform('listModels', () => ['fake-model']);
  }

  testConnection(): Promise<{ readonly modelCount: number; readonly tookMs: number }> {
    return this.#perform('testConnection', () => ({ modelCount: 1, tookMs: 1 }));
  }

  async #perform<T>(call: string, effect: () => T): Promise<T> {
    return Promise.resolve().then(() => this.#call(call, effect));
  }

  #call<T>(call: string, effect: () => T): T {
    this.disturb(call, 'before');
    const result = effect();
    this.disturb(call, 'after');
    return result;
  }

  /** As OpenAI does: the job fails when the tokens of all open jobs are more than the limit. */
  #validate(job: FakeJob): void {
    const open = this.jobs.filter((other) => other === job || ['in_progress', 'cancelling'].includes(other.status));
    const tokens = open.flatMap(({ requests }) => requests).reduce((sum, request) => sum + this.tokensOf(request), 0);
    job.status = 'in_progress';
    if (this.tokenLimit === null || tokens + this.foreignTokens <= this.tokenLimit) return;
    job.status = 'failed';
    job.errors = [this.sayFull(this.tokenLimit)];
  }

  #find(jobId: string): FakeJob {
    const job = this.jobs.find(({ id }) => id === jobId);
    if (job === undefined) throw new NotFoundError(`No job ${jobId}`);
    return job;
  }

  #describe(job: FakeJob): ProviderJob {
    const isOver = ['completed', 'expired', 'cancelled'].includes(job.status);
    const number = this.jobs.indexOf(job) + 1;
    const has = (file: 'output' | 'errors'): boolean =>
      isOver && job.requests.some((request) => this.answer(request, number)[file] !== undefined);
    return {
      id: job.id,
      status: this.unknownWord === null ? job.status : null,
      providerStatus: this.unknownWord ?? job.status,
      inputFileId: job.fileId,
      outputFileId: has('output') ? `output:${job.id}` : null,
      errorFileId: has('errors') ? `errors:${job.id}` : null,
      oddFiles: [],
      counts: null,
      errors:
        job.status === 'failed' && job.errors.length === 0
          ? [{ code: 'invalid_request', message: 'Bad file.', param: null, line: null }]
          : job.errors,
      metadata: job.metadata,
      createdAt: job.createdAt,
      expiresAt: null,
      endedAt: isOver ? this.#clock.now() : null,
    };
  }
}

function enqueuedTokenLimitReached(limit: number): ProviderJobError {
  const message = `Enqueued token limit reached for gpt-4o-mini in organization org-1. Limit: ${limit.toLocaleString('en-US')} enqueued tokens. Please try again once some in_progress batches have been completed.`;
  return { code: 'token_limit_exceeded', message, param: null, line: null };
}

export function providerError(
  kind: ProviderErrorDetails['kind'],
  mayHaveHappened: boolean,
  said: { readonly code: string; readonly message: string } | null = null,
): ProviderError {
  return new ProviderError('Fake broke.', {
    kind,
    statusCode: null,
    providerCode: said?.code ?? null,
    providerMessage: said?.message ?? null,
    retryAfterMs: null,
    mayHaveHappened,
  });
}

function readRequest(line: string): FakeRequest {
  const value: unknown = JSON.parse(line);
  const customId = typeof value === 'object' && value !== null && 'custom_id' in value ? String(value.custom_id) : '';
  return { customId, text: line };
}
