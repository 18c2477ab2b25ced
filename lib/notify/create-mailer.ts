import type { Transporter } from 'nodemailer';
import { z } from 'zod';
import { isLoopback } from '#lib/config/loopback.ts';
import type { MailSettings, SmtpServer } from '#lib/config/mail-settings.ts';
import type { Mailer } from '#lib/contracts/mail.ts';
import { emailInput } from '#lib/shared/contract/account-inputs.ts';
import { convertMailError } from './convert-error.ts';
import { MailError } from './mail-error.ts';
import { oneLine } from './one-line.ts';

/** How long the server may be silent. */
export interface MailTimeouts {
  readonly connectMs: number;
  readonly greetingMs: number;
  readonly idleMs: number;
}

/** nodemailer's own are minutes. */
const defaultTimeouts: MailTimeouts = { connectMs: 10_000, greetingMs: 10_000, idleMs: 20_000 };

/** Hands mails to an SMTP server, one connection each. nodemailer is loaded for the first one. */
export function createMailer({ server, from }: MailSettings, timeouts: MailTimeouts = defaultTimeouts): Mailer {
  let loaded: Promise<Transporter> | null = null;
  const transport = (): Promise<Transporter> => (loaded ??= openTransport(server, timeouts));
  return {
    async send({ to, subject, text }) {
      const address = z.safeParse(emailInput, to);
      if (!address.success) throw new MailError('recipient_refused', true);
      await orMailError(async () =>
        (await transport()).sendMail({
          // As objects: nothing in them is read as a list or as another header.
          from,
          to: { name: '', address: address.data },
          subject: oneLine(subject),
          text,
          headers: { 'Auto-Submitted': 'auto-generated' },
        }),
      );
    },
    async check() {
      // Whatever stops answering then had no mail.
      const notAnswering = (error: unknown): never => {
        const { fault, cause } = convertMailError(error);
        throw fault === 'unconfirmed' ? new MailError('unreachable', false, { cause }) : error;
      };
      await orMailError(async () => (await transport()).verify().catch(notAnswering));
    },
  };
}

async function orMailError(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw convertMailError(error);
  }
}

async function openTransport(
  { host, port, isTls, login }: SmtpServer,
  { connectMs, greetingMs, idleMs }: MailTimeouts,
): Promise<Transporter> {
  const { createTransport } = await import('nodemailer');
  // What stays on this machine needs no encryption: nobody vouches for the certificates of servers there.
  const isNear = isLoopback(host) && !isTls;
  return createTransport({
    host,
    port,
    secure: isTls,
    requireTLS: !isNear,
    tls: { rejectUnauthorized: !isNear },
    ...(login === null ? {} : { auth: { user: login.user, pass: login.password } }),
    dnsTimeout: connectMs,
    connectionTimeout: connectMs,
    greetingTimeout: greetingMs,
    socketTimeout: idleMs,
    // Mails are text of ours: nothing in them is fetched from anywhere.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}
