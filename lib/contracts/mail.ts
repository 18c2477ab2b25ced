import type { MailOutcome } from '#lib/shared/contract/mail-fault.ts';

/** A mail as people read it. There is no other form of it than plain text. */
export interface Mail {
  /** What it is about, for the log. */
  readonly kind: 'invitation' | 'password_reset' | 'password_changed';
  /** One e-mail address. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** The mail server. Both reject with a `MailError` of `lib/notify`. */
export interface Mailer {
  /** Resolves once the server has taken the mail over. */
  send(mail: Mail): Promise<void>;
  /** Connects and signs in, and sends nothing. */
  check(): Promise<void>;
}

/** How verbs write to people. What goes wrong is logged, and loses nothing but the mail. */
export interface Mailing {
  /** Where links in mails lead. */
  readonly origin: string;
  /** Sends it while somebody waits for what becomes of it. Never rejects. */
  send(mail: Mail): Promise<MailOutcome>;
  /** Makes and sends a mail that nobody waits for; null is none. */
  later(make: () => Promise<Mail | null>): void;
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>;
}
