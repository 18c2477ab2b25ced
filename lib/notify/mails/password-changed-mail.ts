import type { Mail } from '#lib/contracts/mail.ts';
import { deviceWords } from '#lib/shared/words/device-words.ts';
import { formatDateTime } from '#lib/shared/words/format-time.ts';
import { oneLine } from '../one-line.ts';
import { paragraphs } from './paragraphs.ts';

export interface PasswordChangedMailFacts {
  readonly origin: string;
  readonly person: { readonly name: string; readonly email: string };
  readonly at: Date;
  /** Of the browser in which it was changed. */
  readonly userAgent: string;
}

export function passwordChangedMail({
  origin,
  person: { name, email },
  at,
  userAgent,
}: PasswordChangedMailFacts): Mail {
  return {
    kind: 'password_changed',
    to: email,
    subject: 'Your password for LangBatch was changed',
    text: paragraphs(
      origin,
      `Hello ${oneLine(name)},`,
      `your password for LangBatch was changed on ${formatDateTime(at, 'en-GB', 'UTC')} (${deviceWords(userAgent)}). Other browsers were signed out.`,
      `If it was you, there is nothing to do. If not, choose a new one now, and tell an admin:\n${origin}/forgot`,
    ),
  };
}
