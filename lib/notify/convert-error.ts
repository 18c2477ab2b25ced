import { z } from 'zod';
import { MailError } from './mail-error.ts';

/** What nodemailer adds to its errors, as far as we look at it. */
const factsSchema = z
  .object({
    code: z.string().optional(),
    command: z.string().optional(),
    originalCode: z.string().optional(),
    responseCode: z.number().optional(),
    timeoutType: z.string().optional(),
  })
  .catch({});

type Facts = z.output<typeof factsSchema>;

/**
 * What an error of nodemailer means. A refusal of the mail itself is final when its reply is 5xx, and to be tried later
 * when it is 4xx (RFC 5321). What is wrong with the server or with our login is never final: it is no fault of the mail.
 */
export function convertMailError(error: unknown): MailError {
  if (MailError.is(error)) return error;
  const [fault, isFinal] = judge(factsSchema.parse(error));
  return new MailError(fault, isFinal, { cause: error });
}

function judge({ code, command, originalCode, responseCode, timeoutType }: Facts): [MailError['fault'], boolean] {
  if (code === 'ETLS' || isOfCertificate(originalCode)) return ['no_safe_connection', false];
  if (timeoutType === 'SOCKET_TIMEOUT') return ['unconfirmed', false];
  const isForGood = responseCode !== undefined && responseCode >= 500 && responseCode !== 503;
  if (code === 'EAUTH' || code === 'ENOAUTH') return [isForGood || !responseCode ? 'sign_in_refused' : 'busy', false];
  // Refused before it was asked for: addresses and sizes that the server says it cannot handle.
  const isRefused = isForGood || (responseCode === undefined && (code === 'EENVELOPE' || code === 'EMESSAGE'));
  if (isRefused) return [code === 'EENVELOPE' && command !== 'MAIL FROM' ? 'recipient_refused' : 'refused', true];
  return [responseCode === undefined ? 'unreachable' : 'busy', false];
}

function isOfCertificate(code: string | undefined): boolean {
  return code !== undefined && /CERT|SELF_SIGNED|VERIFY|^ERR_(?:TLS|SSL)_|^EPROTO$/.test(code);
}
