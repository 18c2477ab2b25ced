import { AppError } from '#lib/errors.ts';
import type { CallFault, CallFaultKind, CallFaultReason } from '#lib/shared/contract/call-fault.ts';
import { describeCallFault } from '#lib/shared/words/call-fault-words.ts';

export type ProviderErrorKind = CallFaultKind;

/** The facts of a failed call; what is left out counts as unknown. */
export type ProviderErrorDetails = Pick<CallFault, 'kind'> &
  Partial<CallFault> & {
    /**
     * True when the call may have been carried out all the same (a connection that broke after the request was
     * sent, a 5xx). False when it surely was not, such as a refused connection or a 4xx.
     */
    readonly mayHaveHappened: boolean;
  };

/** A call to a provider failed as a whole. `message` is a sentence for people, made from `fault`. */
export class ProviderError extends AppError {
  /** What is known of the failure, to be stored and shown. */
  readonly fault: CallFault;
  readonly mayHaveHappened: boolean;

  constructor(message: string, { mayHaveHappened, ...known }: ProviderErrorDetails, options?: ErrorOptions) {
    super('provider_failed', message, options);
    this.fault = { ...nothingKnown, ...known };
    this.mayHaveHappened = mayHaveHappened;
  }

  get kind(): CallFaultKind {
    return this.fault.kind;
  }

  get reason(): CallFaultReason | null {
    return this.fault.reason;
  }

  /** HTTP status, null when no answer came. */
  get statusCode(): number | null {
    return this.fault.statusCode;
  }

  /** The provider's own error code, such as `invalid_api_key`. */
  get providerCode(): string | null {
    return this.fault.providerCode;
  }

  /** The provider's own message; null when it sent none. */
  get providerMessage(): string | null {
    return this.fault.providerMessage;
  }

  /** How long the provider asked us to wait. */
  get retryAfterMs(): number | null {
    return this.fault.retryAfterMs;
  }

  /** Whether the same call may succeed later without anybody's help. */
  get retryable(): boolean {
    return this.kind === 'rate_limited' || this.kind === 'unavailable' || this.kind === 'unreadable';
  }

  static override is(error: unknown): error is ProviderError {
    return AppError.is(error) && error.code === 'provider_failed';
  }
}

const nothingKnown = {
  reason: null,
  statusCode: null,
  providerCode: null,
  providerMessage: null,
  retryAfterMs: null,
  systemCode: null,
  address: null,
} satisfies Omit<CallFault, 'kind'>;

/** The error for a failure with these facts, in the words of `describeCallFault`. */
export function failedCall(name: string, details: ProviderErrorDetails, options?: ErrorOptions): ProviderError {
  const { mayHaveHappened: _, ...known } = details;
  return new ProviderError(describeCallFault({ ...nothingKnown, ...known }, name), details, options);
}
