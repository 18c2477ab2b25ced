import { AppError } from '#lib/errors.ts';

/** What went wrong, for programs; `message` says it for people. */
export type BatchErrorCode =
  | 'invalid_input'
  | 'invalid_requests'
  | 'not_found'
  | 'wrong_state'
  | 'conflict'
  | 'provider_failed'
  | 'storage_failed';

/** Everything that a batch of this library throws, but for an abort, which throws the reason of its signal. */
export class BatchError extends Error {
  readonly code: BatchErrorCode;

  constructor(code: BatchErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** The batch could not be made: no such file, no requests, options that do not fit. Nothing is stored. */
export class BatchInitializationError extends BatchError {}

/** The batch is in a state in which this is not possible, such as a start of a started batch. It stays as it was. */
export class BatchStateError extends BatchError {}

/** A line of the input that cannot be sent, in the words of the provider where those are known. */
export interface RequestProblem {
  /** 1-based line of the file; null for the file as a whole. */
  readonly line: number | null;
  /** 0-based place in the list that was given to `create`; null for a file. */
  readonly index: number | null;
  readonly customId: string | null;
  /** Such as `missing_required_parameter` or `duplicate_custom_id`. */
  readonly code: string;
  /** What of the line is wrong, such as `body.messages`. */
  readonly param: string | null;
  readonly message: string;
}

/** Requests that cannot be sent. Carries every problem, not only the first. Nothing is stored. */
export class BatchValidationError extends BatchError {
  readonly problems: readonly RequestProblem[];

  constructor(message: string, problems: readonly RequestProblem[], options?: ErrorOptions) {
    super('invalid_requests', message, options);
    this.problems = problems;
  }
}

/** The provider took nothing of the batch. Its start or retry was taken back, unless the message says otherwise. */
export class BatchStartError extends BatchError {}

/** The storage failed, or has no such batch. */
export class BatchStorageError extends BatchError {}

/** Results could not be fetched or written. */
export class BatchResultsError extends BatchError {}

/** What a call throws for reasons that are neither the batch's state nor the storage. */
export type FallbackError = new (code: BatchErrorCode, message: string, options?: ErrorOptions) => BatchError;

/**
 * Runs `work` and turns what the verbs throw into the library's own errors. Bugs of ours, and what a callback of
 * the caller throws, pass as they are.
 */
export async function withBatchErrors<T>(
  Fallback: FallbackError,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    signal?.throwIfAborted();
    return await work();
  } catch (error) {
    signal?.throwIfAborted();
    throw AppError.is(error) ? toBatchError(error, Fallback) : error;
  }
}

/** For a removal: a batch that is gone already is removed. */
export function ignoreNotFound(error: unknown): void {
  if (!AppError.is(error) || error.code !== 'not_found') throw error;
}

function toBatchError(error: AppError, Fallback: FallbackError): BatchError {
  const options = { cause: error };
  switch (error.code) {
    case 'wrong_state':
      return new BatchStateError('wrong_state', error.message, options);
    case 'conflict':
      return new BatchStateError('conflict', error.message, options);
    case 'not_found':
      return new BatchStorageError('not_found', error.message, options);
    case 'storage_failed':
      return new BatchStorageError('storage_failed', error.message, options);
    case 'provider_failed':
      return new Fallback('provider_failed', error.message, options);
    case 'invalid_input':
    case 'forbidden':
    case 'signed_out':
    case 'too_many_attempts':
    case 'aborted':
      return new Fallback('invalid_input', error.message, options);
  }
}
