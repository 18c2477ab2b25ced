import type { BatchStorage } from '#lib/contracts/batch-storage.ts';
import type { RetryScope } from '#lib/shared/contract/batch-inputs.ts';
import { BatchStateError } from './errors.ts';
import type { BatchProgress, ByteProgress } from './progress.ts';

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
  /** How many attempts are waited for at most, the one under way included; 3 by default. */
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

/** The scope in the words of the verbs. Throws `BatchStateError` for what is none. */
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
