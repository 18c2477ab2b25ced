import { createHash, randomBytes } from 'node:crypto';

/** Links and tokens are good for days. */
export const dayMs = 86_400_000;

/** What a link or a program carries, unguessable, and its hash, which is all that is kept. */
export interface LinkToken {
  readonly token: string;
  readonly sha256: Buffer;
}

/**
 * `prefix` says to people and to scanners of leaked texts what they look at: `lbs` a set-up link, `lbi` an invitation,
 * `lbr` a reset, `lb` an API token.
 */
export function makeLinkToken(prefix: 'lbs' | 'lbi' | 'lbr' | 'lb'): LinkToken {
  const token = `${prefix}_${randomBytes(32).toString('base64url')}`;
  return { token, sha256: hashLinkToken(token) };
}

/** 256 random bits need no slow hash. */
export function hashLinkToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
