/**
 * Why a mail was not sent. `unconfirmed`: the server had it and did not say that it keeps it, so it may arrive all the
 * same.
 */
export const mailFaults = [
  'unreachable',
  'no_safe_connection',
  'sign_in_refused',
  'recipient_refused',
  'refused',
  'busy',
  'unconfirmed',
] as const;

export type MailFault = (typeof mailFaults)[number];

/** What became of a mail that was meant to be sent at once. */
export type MailOutcome = 'sent' | MailFault;
