import type { TokenScope } from './rights.ts';

/** What a page may know of an API token. */
export interface TokenView {
  readonly id: string;
  readonly name: string;
  readonly scope: TokenScope;
  readonly last4: string;
  /** Who made it; null for the reader. */
  readonly owner: string | null;
  readonly createdAt: string;
  /** Null: it does not end by itself. */
  readonly expiresAt: string | null;
  readonly hasEnded: boolean;
  readonly lastUsedAt: string | null;
}

export interface TokenListView {
  /** Name of the workspace that the tokens are for. */
  readonly workspace: string;
  /** For what the reader may make one. */
  readonly scopes: readonly TokenScope[];
  readonly tokens: readonly TokenView[];
}
