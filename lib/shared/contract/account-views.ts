import type { MailOutcome } from './mail-fault.ts';
import type { Role } from './rights.ts';

/** What comes after the password: the dashboard, or the code of a second factor. */
export type SignInStep = 'in' | 'code';

/** The own account, as its page shows it. */
export interface AccountView {
  readonly name: string;
  readonly email: string;
  readonly secondFactor: 'on' | 'off' | 'no_password';
}

/** What an authenticator app needs. It is shown until its first code was right. */
export interface SecondFactorKeyView {
  /** In Base32, to be typed. */
  readonly key: string;
  /** The same as an `otpauth:` address, for a QR code. */
  readonly address: string;
}

/** Codes that are shown once. */
export interface RecoveryCodesView {
  readonly recoveryCodes: readonly string[];
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

/** Somebody who has an account, as site admins see them. */
export interface PersonView {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly isYou: boolean;
  readonly isSiteAdmin: boolean;
  /** ISO time in UTC; null for whoever may come in. */
  readonly disabledAt: string | null;
  /** ISO time in UTC; null for somebody who is signed in nowhere. */
  readonly lastSeenAt: string | null;
  readonly memberships: readonly { readonly workspace: string; readonly role: Role }[];
}

/** A link that is shown once. */
export interface ResetLinkView {
  readonly link: string;
  readonly validUntil: string;
  /** Null: it was not meant to be mailed. */
  readonly mail: MailOutcome | null;
}
