import type { Mail, Mailer, Mailing } from '#lib/contracts/mail.ts';
import type { Logger } from '#lib/log.ts';
import type { MailFault, MailOutcome } from '#lib/shared/contract/mail-fault.ts';
import { convertMailError } from './convert-error.ts';

/** Mails with links to `origin`, through this mailer. */
export function createMailing(options: {
  readonly mailer: Mailer;
  readonly origin: string;
  readonly log: Logger;
}): Mailing {
  const { mailer, origin, log } = options;
  const underWay = new Set<Promise<unknown>>();
  const send = async (mail: Mail): Promise<MailOutcome> => {
    try {
      await mailer.send(mail);
      return 'sent';
    } catch (error) {
      return logFault(mail, error, log);
    }
  };
  return {
    origin,
    send,
    later(make) {
      const work = make()
        .then((mail) => (mail === null ? null : send(mail)))
        .catch((error: unknown) => log.error('mail not made', {}, error))
        .finally(() => underWay.delete(work));
      underWay.add(work);
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

function logFault({ kind }: Mail, error: unknown, log: Logger): MailFault {
  const { fault, isFinal, cause } = convertMailError(error);
  log.warn('mail not sent', { kind, fault, isFinal }, cause);
  return fault;
}
