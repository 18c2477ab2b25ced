import type { MailFault } from '#lib/shared/contract/mail-fault.ts';
import { mailFaultWords } from '#lib/shared/words/mail-fault-words.ts';

const marker = Symbol.for('langbatch.mail-error');

/** A mail that was not sent, or a mail server that would not send one. Its message may be shown to anybody. */
export class MailError extends Error {
  readonly fault: MailFault;
  /** Whether the same mail would be refused again. Others may be sent later; `unconfirmed` ones not at once. */
  readonly isFinal: boolean;
  readonly [marker] = true;

  constructor(fault: MailFault, isFinal: boolean, options?: ErrorOptions) {
    super(`The mail could not be sent: ${mailFaultWords[fault]}.`, options);
    this.name = new.target.name;
    this.fault = fault;
    this.isFinal = isFinal;
  }

  /** As `AppError.is`. */
  static is(error: unknown): error is MailError {
    return typeof error === 'object' && error !== null && marker in error;
  }
}
