import type { MailFault } from '#lib/shared/contract/mail-fault.ts';
import { mailFaultWords } from './mail-fault-words.ts';

/** That a mail was not sent, why, and what to do with the link that was in it. */
export function unsentLinkText(fault: MailFault, to: string): string {
  return `The mail to ${to} could not be sent: ${mailFaultWords[fault]}. The link is good all the same: send it yourself.`;
}
