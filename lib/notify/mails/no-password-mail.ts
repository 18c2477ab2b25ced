import type { Mail } from '#lib/contracts/mail.ts';
import { oneLine } from '../one-line.ts';
import { paragraphs } from './paragraphs.ts';

export interface NoPasswordMailFacts {
  readonly origin: string;
  readonly person: { readonly name: string; readonly email: string };
  /** With what the person signs in, where that is set up now. */
  readonly issuer: string | null;
}

/** For somebody who asked for a new password and has none. */
export function noPasswordMail({ origin, person: { name, email }, issuer }: NoPasswordMailFacts): Mail {
  const way =
    issuer === null ? 'Ask an admin how you sign in.' : `Press Sign in with ${oneLine(issuer)} on the sign-in page.`;
  return {
    kind: 'password_reset',
    to: email,
    subject: 'Signing in to LangBatch',
    text: paragraphs(
      origin,
      `Hello ${oneLine(name)},`,
      `Somebody asked for a new password for ${email} on the page Forgot password. This account has no password. ${way}`,
      'If that was not you, do nothing.',
    ),
  };
}
