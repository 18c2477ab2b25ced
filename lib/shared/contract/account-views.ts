/** The own account, as its page shows it. */
export interface AccountView {
  readonly name: string;
  readonly email: string;
}

/** A browser in which somebody is signed in. */
export interface SessionView {
  readonly id: string;
  /** Whether it is the one that asks. */
  readonly isThis: boolean;
  /** In words: "Firefox on Windows". */
  readonly device: string;
  /** Where it began; null where that is not known. */
  readonly address: string | null;
  /** ISO time in UTC, at most a minute late. */
  readonly lastUsedAt: string;
}
