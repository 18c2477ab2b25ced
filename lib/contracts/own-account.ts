export interface StoredSession {
  readonly id: string;
  readonly userAgent: string;
  /** Where it began, where that is known. */
  readonly address: string | null;
  readonly createdAt: Date;
  /** Null before its first use. */
  readonly lastSeenAt: Date | null;
}

/**
 * The account of whoever is signed in: it reaches nobody else's. Each change is one transaction that first looks whether
 * they still are, and throws `SignedOutError`.
 */
export interface OwnAccount {
  rename(name: string): Promise<void>;
  /** Those that let in, the one used last first. */
  listSessions(): Promise<readonly StoredSession[]>;
  /** What has ended already, or is somebody else's, stays as it is. */
  endSession(id: string): Promise<void>;
  endOtherSessions(): Promise<void>;
  /** The hash; null for somebody who has no password. */
  findPassword(): Promise<string | null>;
  /**
   * Ends all other sessions, and links to choose a new one. False when the password is no longer the one of `oldHash`.
   */
  changePassword(oldHash: string, newHash: string): Promise<boolean>;
}
