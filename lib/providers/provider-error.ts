import { AppError } from '#lib/errors.ts';

/**
 * - `key_refused`: 401 or 403
 * - `rate_limited`: 429, try again later
 * - `quota`: the account's money or quota is used up
 * - `not_found`: 404
 * - `rejected`: any other 4xx; sending the same again gives the same
 * - `unavailable`: 5xx, time-outs, broken or refused connections
 * - `unreadable`: an answer that is not the API's, such as a HTML page
 */
export type ProviderErrorKind =
  | 'key_refused'
  | 'rate_limited'
  | 'quota'
  | 'not_found'
  | 'rejected'
  | 'unavailable'
  | 'unreadable';

export interface ProviderErrorDetails {
  readonly kind: ProviderErrorKind;
  /** HTTP status, null when no answer came. */
  readonly statusCode: number | null;
  /** The provider's own error code, such as `invalid_api_key`. */
  readonly providerCode: string | null;
  /** The provider's own message, verbatim; null when it sent none. */
  readonly providerMessage: string | null;
  /** How long the provider asked us to wait. */
  readonly retryAfterMs: number | null;
  /**
   * True when the call may have been carried out all the same (a connection that broke after the request was
   * sent, a 5xx). False when it surely was not, such as a refused connection or a 4xx.
   */
  readonly mayHaveHappened: boolean;
}

/** A call to a provider failed as a whole. `message` is a sentence for people. */
export class ProviderError extends AppError implements ProviderErrorDetails {
  readonly kind: ProviderErrorKind;
  readonly statusCode: number | null;
  readonly providerCode: string | null;
  readonly providerMessage: string | null;
  readonly retryAfterMs: number | null;
  readonly mayHaveHappened: boolean;

  constructor(message: string, details: ProviderErrorDetails, options?: ErrorOptions) {
    super('provider_failed', message, options);
    this.kind = details.kind;
    this.statusCode = details.statusCode;
    this.providerCode = details.providerCode;
    this.providerMessage = details.providerMessage;
    this.retryAfterMs = details.retryAfterMs;
    this.mayHaveHappened = details.mayHaveHappened;
  }

  /** Whether the same call may succeed later without anybody's help. */
  get retryable(): boolean {
    return this.kind === 'rate_limited' || this.kind === 'unavailable' || this.kind === 'unreadable';
  }

  static override is(error: unknown): error is ProviderError {
    return AppError.is(error) && error.code === 'provider_failed';
  }
}
