import type { BatchStorage } from '#lib/contracts/batch-storage.ts';
import type { RetryScope } from '#lib/shared/contract/batch-inputs.ts';
import type { BatchEndpoint } from '#lib/shared/contract/endpoints.ts';
import type { Template } from '#lib/shared/contract/template.ts';
import { BatchStateError } from './errors.ts';
import type { BatchProgress, ByteProgress } from './progress.ts';
import type { SessionOptions } from './session.ts';
import type { RequestBody } from './wire-types.ts';

export interface CallOptions {
  /** Breaks the call off; it throws the signal's reason then. What has been sent stays sent. */
  readonly signal?: AbortSignal;
}

export interface SendOptions extends CallOptions {
  /** Called whenever something of the batch has changed. */
  readonly onProgress?: (progress: BatchProgress) => void;
}

export interface WaitOptions extends SendOptions {
  /**
   * How often the provider is asked, in milliseconds; by default `LANGBATCH_POLL_SECONDS`, and less often for
   * old jobs.
   */
  readonly pollMs?: number;
}

export interface RunOptions extends WaitOptions {
  /** How many attempts are waited for at most, the one under way included; 3 by default. */
  readonly maxAttempts?: number;
}

/**
 * What a retry sends. `failed`: every request without a success (failed, missing and unsent). `curable`: of those,
 * only the ones that a retry may help, so no 400s. `all`: every request. Or the custom ids to send, whatever
 * became of them.
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

export interface UnsuccessfulOptions extends FileOptions {
  /** Whether requests without an answer belong to it too. */
  readonly include?: 'missing';
}

/** What becomes of parts of which nobody knows whether they were sent. */
export type DoubtDecision = 'look_again' | 'send_again' | 'give_up';

export interface NewBatchOptions extends SessionOptions, CallOptions {
  /** What the dashboard calls the batch; by default the file's name. */
  readonly name?: string;
  /** How long the provider may take, such as `24h` (the default, which all take) or `7d` at Groq. */
  readonly completionWindow?: string;
  /** Called as the bytes are stored. */
  readonly onProgress?: (progress: ByteProgress) => void;
}

/** What makes a request of each row of a table; exported, it has its name beside the other members. */
export type TableTemplate = Template & { readonly name?: string };

export interface CreateOptions<Endpoint extends BatchEndpoint> extends NewBatchOptions {
  /**
   * Body members for all requests, such as `{ model: 'gpt-4o-mini', max_tokens: 100 }`. Those of a request
   * itself count more.
   */
  readonly defaults?: Partial<RequestBody<Endpoint>>;
  /** One for each request, unique; by default random UUIDs. */
  readonly customIds?: readonly string[];
}

export interface LoadOptions extends SessionOptions, CallOptions {}

/** Translates the choice into a scope of the verbs. Throws `BatchStateError` for anything else. */
export function scopeOf(choice: RetryChoice): RetryScope {
  if (typeof choice === 'object' && choice !== null) {
    if (choice.length > 0) return { kind: 'custom_ids', customIds: [...choice] };
    throw new BatchStateError('invalid_input', 'There is nothing to retry: the list of custom ids is empty.');
  }
  const kind = kinds.get(choice);
  if (kind !== undefined) return { kind };
  throw new BatchStateError('invalid_input', "The scope is 'failed', 'curable', 'all' or a list of custom ids.");
}

const kinds = new Map([
  ['failed', 'unsuccessful'],
  ['curable', 'curable'],
  ['all', 'all'],
] as const);
