import type { StoredLink } from '#lib/contracts/reset-links.ts';
import { makeLinkToken } from './secret-link.ts';

const validMs = 60 * 60 * 1000;

export interface ResetLink {
  /** To be handed to the person; it is shown once. */
  readonly link: string;
  /** What is kept of it. */
  readonly stored: StoredLink;
}

/** A new link by which somebody chooses a password, good for an hour. */
export function makeResetLinkAt(origin: string, now: Date): ResetLink {
  const { token, sha256 } = makeLinkToken('lbr');
  return {
    link: `${origin}/reset?token=${token}`,
    stored: { tokenSha256: sha256, expiresAt: new Date(now.getTime() + validMs) },
  };
}
