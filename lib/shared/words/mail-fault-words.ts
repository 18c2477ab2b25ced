import type { MailFault } from '#lib/shared/contract/mail-fault.ts';

/** The end of a sentence that says that a mail could not be sent, and why. */
export const mailFaultWords: Readonly<Record<MailFault, string>> = {
  unreachable: 'the mail server does not answer',
  no_safe_connection: 'the mail server offers no encryption that can be trusted',
  sign_in_refused: 'the mail server refuses the user name and password that LangBatch has for it',
  recipient_refused: 'the mail server refuses this address',
  refused: 'the mail server refused it',
  busy: 'the mail server is busy and asks for patience',
  unconfirmed: 'the mail server stopped answering, so it may still arrive',
};
