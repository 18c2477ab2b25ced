import type { CalledFrom } from './audit.ts';

/** A one-time link, of which only the hash is kept. */
export interface StoredLink {
  readonly tokenSha256: Buffer;
  readonly expiresAt: Date;
}

export interface MailedTo {
  readonly name: string;
  readonly email: string;
  /** False for somebody who signs in with the issuer alone. */
  readonly hasLink: boolean;
}

/** Links by which a person chooses a new password. */
export interface ResetLinks {
  /**
   * Whose link it is, while it is good: for an hour, until a newer one is made, and as long as nobody has disabled
   * them.
   */
  find(tokenSha256: Buffer): Promise<{ readonly name: string; readonly email: string } | null>;
  /**
   * Keeps a link that is mailed to whoever has this e-mail, in place of those mailed before: what an admin handed over
   * stays good, as anybody can ask for a mail. Null when nobody has it, or somebody who is disabled. No link is kept for
   * somebody who signs in with the issuer alone: a mailbox must not add a way in beside it.
   */
  addByMail(email: string, link: StoredLink, from: CalledFrom): Promise<MailedTo | null>;
  /** Uses the link up: sets the password, and ends all sessions of the person. False for one that is not good. */
  use(tokenSha256: Buffer, passwordHash: string, from: CalledFrom): Promise<boolean>;
}
