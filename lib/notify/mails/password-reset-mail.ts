import type { Mail } from '#lib/contracts/mail.ts';
import { oneLine } from '../one-line.ts';
import { paragraphs } from './paragraphs.ts';

export interface PasswordResetMailFacts {
  readonly origin: string;
  readonly person: { readonly name: string; readonly email: string };
  readonly link: string;
  /** Who made the link; null for whoever opened Forgot password, which anybody can. */
  readonly madeBy: string | null;
}

export function passwordResetMail({ origin, person: { name, email }, link, madeBy }: PasswordResetMailFacts): Mail {
  const why =
    madeBy === null
      ? `Somebody asked for a new password for ${email} on the page Forgot password.`
      : `${oneLine(madeBy)} made a link for you with which you choose a new password.`;
  return {
    kind: 'password_reset',
    to: email,
    subject: 'A new password for LangBatch',
    text: paragraphs(
      origin,
      `Hello ${oneLine(name)},`,
      `${why} Choose it by this link:\n${link}`,
      'It works once, within an hour, and signs you out everywhere else. If you do not want a new password, do nothing: the one you have stays as it is.',
    ),
  };
}
