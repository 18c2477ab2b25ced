/**
 * Why a mail was not sent. `unconfirmed`: the server had it and did not say that it keeps it, so it may arrive all the
 * same.
 */
export type MailFault =
  | 'unreachable'
  | 'no_safe_connection'
  | 'sign_in_refused'
  | 'recipient_refused'
  | 'refused'
  | 'busy'
  | 'unconfirmed';

/** What became of a mail that was meant to be sent at once. */
export type MailOutcome = 'sent' | MailFault;
