import type { SmtpServer } from '#lib/config/mail-settings.ts';
import type { Mailer } from '#lib/contracts/mail.ts';
import type { Logger } from '#lib/log.ts';
import { mailFaultWords } from '#lib/shared/words/mail-fault-words.ts';
import { convertMailError } from './convert-error.ts';

/** Says in the log, and nowhere else, when the mail server would send nothing now. Never rejects. */
export async function checkAtStart(
  mailer: Pick<Mailer, 'check'>,
  { host, port }: Pick<SmtpServer, 'host' | 'port'>,
  log: Pick<Logger, 'warn'>,
): Promise<void> {
  try {
    await mailer.check();
  } catch (error) {
    const { fault, cause } = convertMailError(error);
    log.warn(`no mail can be sent now: ${mailFaultWords[fault]}`, { host, port, fault }, cause);
  }
}
