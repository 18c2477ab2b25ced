import type { TokenScope } from '#lib/shared/contract/rights.ts';

/** An API token, without what it carries. */
export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly scope: TokenScope;
  /** The end of what it carries, to tell tokens apart. */
  readonly last4: string;
  /** Whose rights bound what it may do. */
  readonly personId: string;
  readonly personName: string;
  readonly createdAt: Date;
  /** Null: it ends when somebody revokes it. */
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
}

export interface NewApiToken extends Omit<ApiToken, 'personName' | 'lastUsedAt'> {
  readonly secretSha256: Buffer;
}

type RevokedToken = Pick<ApiToken, 'name' | 'scope' | 'personName'>;

/** The API tokens of one workspace. Those that were revoked are none. */
export interface Tokens {
  /** Newest first; of one person, or of all for null. */
  list(personId: string | null): Promise<readonly ApiToken[]>;
  create(token: NewApiToken): Promise<void>;
  /**
   * Ends a token of one person, or of anybody for null, and says which it was; null when there is none, or it has been
   * revoked.
   */
  revoke(id: string, personId: string | null, at: Date): Promise<RevokedToken | null>;
}
