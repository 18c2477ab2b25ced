/** Stands in for the provider's name where no connection is meant. */
export const anyProvider = 'the provider';

/** `maybe`: nobody can say; a retry is offered, but nothing is promised. */
export type RetryHelp = 'yes' | 'no' | 'maybe';

/** Where an error strikes: one request, the file as a whole, or the account behind the connection. */
export type ErrorGuideGroup = 'request' | 'account' | 'provider' | 'file';

/**
 * What one known error means, in words for people. `{provider}` in a text stands for the provider's name.
 * A failure finds it by its code, else by its HTTP status.
 */
export interface ErrorGuideEntry {
  /** Stable; also the anchor on the page "What errors mean". */
  readonly id: string;
  readonly group: ErrorGuideGroup;
  /** As the providers write them, found in any case; each stands in one entry only. */
  readonly codes: readonly string[];
  /** The HTTP statuses that lead here when no code says more; each stands in one entry only. */
  readonly statusCodes: readonly number[];
  /** The HTTP status that it usually comes with; null when it has none. */
  readonly usualStatusCode: number | null;
  readonly title: string;
  readonly explanation: string;
  readonly fix: string;
  readonly willRetryHelp: RetryHelp;
  /** Why a retry helps or does not. */
  readonly why: string;
}
