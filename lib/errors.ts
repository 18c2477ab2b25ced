import type { LocalFault } from '#lib/shared/contract/local-fault.ts';
import { localFaultText } from '#lib/shared/words/local-fault-texts.ts';

/**
 * The errors that the library throws. Each says in `message` what happened and what to do, in words that may be
 * shown to anybody; the driver's or provider's own error goes into `cause` and is only logged.
 */

export type ErrorCode =
  | 'invalid_input'
  | 'not_found'
  | 'conflict'
  | 'wrong_state'
  | 'forbidden'
  | 'signed_out'
  | 'too_many_attempts'
  | 'storage_failed'
  | 'provider_failed'
  | 'aborted';

const marker = Symbol.for('langbatch.error');

export class AppError extends Error {
  readonly code: ErrorCode;
  /** What the message is made of, for records, which keep no sentence; null for what no record keeps. */
  readonly localFault: LocalFault | null;
  readonly [marker] = true;

  constructor(code: ErrorCode, what: string | LocalFault, options?: ErrorOptions) {
    super(typeof what === 'string' ? what : localFaultText(what), options);
    this.name = new.target.name;
    this.code = code;
    this.localFault = typeof what === 'string' ? null : what;
  }

  /** True for every `AppError`, also one made by a second copy of this module (a bundler may load it twice). */
  static is(error: unknown): error is AppError {
    return typeof error === 'object' && error !== null && marker in error;
  }
}

/** What was asked for cannot be done as asked: `fields` holds a sentence for each wrong field of a form. */
export class InvalidInputError extends AppError {
  readonly fields: Readonly<Record<string, string>>;

  constructor(message: string, fields: Readonly<Record<string, string>> = {}, options?: ErrorOptions) {
    super('invalid_input', message, options);
    this.fields = fields;
  }
}

export class NotFoundError extends AppError {
  constructor(what: string | LocalFault, options?: ErrorOptions) {
    super('not_found', what, options);
  }
}

/** Somebody else changed the same thing first; loading it again and repeating is safe. */
export class ConflictError extends AppError {
  constructor(message: string, options?: ErrorOptions) {
    super('conflict', message, options);
  }
}

/** The thing exists, but is in a state in which this is not possible, such as a start of a started batch. */
export class WrongStateError extends AppError {
  constructor(what: string | LocalFault, options?: ErrorOptions) {
    super('wrong_state', what, options);
  }
}

export class ForbiddenError extends AppError {
  constructor(message: string, options?: ErrorOptions) {
    super('forbidden', message, options);
  }
}

const signedOutTexts = {
  session: 'You are not signed in, or no longer. Sign in, then try again.',
  token: 'This token is not one of ours, has ended or was revoked. Create a new one on the Account page.',
} as const;

/** Nobody is signed in, or no longer. */
export class SignedOutError extends AppError {
  constructor(by: 'session' | 'token', options?: ErrorOptions) {
    super('signed_out', signedOutTexts[by], options);
  }
}

/** Too many tries; `retryAfterMs` says when the next one is looked at. */
export class TooManyAttemptsError extends AppError {
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number, isOfStrangers: boolean, options?: ErrorOptions) {
    const minutes = Math.max(1, Math.ceil(retryAfterMs / 60_000));
    const time = minutes > 120 ? `${Math.ceil(minutes / 60)} hours` : `${minutes} minutes`;
    const wait = `Try again in ${minutes === 1 ? 'a minute' : time}`;
    super(
      'too_many_attempts',
      isOfStrangers
        ? `There were too many wrong tries for this account from browsers that it does not know. ${wait}, or use a browser in which you have signed in before.`
        : `There were too many tries. ${wait}.`,
      options,
    );
    this.retryAfterMs = retryAfterMs;
  }
}

export class StorageError extends AppError {
  constructor(what: string | LocalFault, options?: ErrorOptions) {
    super('storage_failed', what, options);
  }
}

/** What a file of ours says that holds something else than what was written. Nothing but a backup brings it back. */
export function damagedFile(key: string): StorageError {
  return new StorageError({ code: 'file_damaged', facts: { key } });
}

/** For a connection that was removed since the page that names it was made. */
export function connectionGone(): NotFoundError {
  return new NotFoundError({ code: 'connection_removed', facts: {} });
}
