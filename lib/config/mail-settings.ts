import { z } from 'zod';
import { emailInput } from '#lib/shared/contract/account-inputs.ts';

/** The server that takes our mail. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte on, as with `smtps://`; else it is switched to. */
  readonly isTls: boolean;
  /** Null for a server that lets us in without. */
  readonly login: { readonly user: string; readonly password: string } | null;
}

export interface MailSettings {
  readonly server: SmtpServer;
  /** Whom mails come from. */
  readonly from: { readonly name: string; readonly address: string };
}

const howToWriteUrl =
  'cannot be read: write it as smtps://user:password@mail.example.com:465 or smtp://user:password@mail.example.com:587, with the signs / ? # @ : % in the user name and the password written as %2F %3F %23 %40 %3A %25';

const howToWriteFrom = 'must be an address such as LangBatch <batches@example.com>';

/** `LANGBATCH_SMTP_URL`. */
export const smtpUrl = z
  .string()
  .transform((value, ctx): SmtpServer => readSmtpUrl(value) ?? refuse(ctx, howToWriteUrl));

/** `LANGBATCH_MAIL_FROM`. */
export const mailFrom = z
  .string()
  .transform((value, ctx): MailSettings['from'] => readFrom(value) ?? refuse(ctx, howToWriteFrom));

function refuse(ctx: z.RefinementCtx, message: string): never {
  ctx.addIssue({ code: 'custom', message });
  return z.NEVER;
}

const schemes: Readonly<Record<string, { readonly isTls: boolean; readonly port: number }>> = {
  'smtps:': { isTls: true, port: 465 },
  'smtp:': { isTls: false, port: 587 },
};

function readSmtpUrl(value: string): SmtpServer | null {
  const url = URL.parse(value.trim());
  const scheme = schemes[url?.protocol ?? ''];
  if (url === null || scheme === undefined) return null;
  // A password with such a sign in it ends the address early: the rest of it would be looked up as a host, and shown.
  if (!/^\/?$/.test(url.pathname) || url.search !== '' || url.hash !== '') return null;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port === '' ? scheme.port : Number(url.port);
  const login = readLogin(url);
  if (!/^[\w.:-]+$/.test(host) || port === 0 || login === undefined) return null;
  return { host, port, isTls: scheme.isTls, login };
}

/** Undefined for one that is not whole. */
function readLogin({ username, password }: URL): SmtpServer['login'] | undefined {
  if (username === '' && password === '') return null;
  if (username === '' || password === '') return undefined;
  try {
    return { user: decodeURIComponent(username), password: decodeURIComponent(password) };
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

function readFrom(value: string): MailSettings['from'] | null {
  const [, name = '', inBrackets] = /^([^<>\p{Cc}]*)<([^<>]+)>$/u.exec(value.trim()) ?? [];
  const address = z.safeParse(emailInput, inBrackets ?? value);
  if (!address.success) return null;
  const bareName = name.trim().replace(/^"(.*)"$/, '$1');
  return { name: bareName === '' ? 'LangBatch' : bareName, address: address.data };
}
