import { isAPIError } from 'better-auth/api';
import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto';
import type { PendingSignIn, SecondStep, SecondStepResult } from '#lib/contracts/accounts.ts';
import type { Asker } from '#lib/contracts/asker.ts';
import type { Vault } from '#lib/contracts/second-factor.ts';
import { type CookieRules, openSigned, readCookie } from '../cookies.ts';
import { type Auth, headersOf, readSetCookies } from './create-auth.ts';

const cookieOf = ({ prefix }: CookieRules): string => `${prefix}.two_factor`;

/** Whose password was right in this browser a moment ago. */
export async function findPending(
  auth: Auth,
  cookies: string,
  { key, cookieRules }: { readonly key: string; readonly cookieRules: CookieRules },
): Promise<PendingSignIn | null> {
  const id = openSigned(readCookie(cookies, cookieOf(cookieRules)) ?? '', key);
  if (id === null) return null;
  const { internalAdapter } = await auth.$context;
  const found = await internalAdapter.findVerificationValue(id);
  if (found === null || found.expiresAt <= new Date()) return null;
  const person = await internalAdapter.findUserById(found.value);
  return person === null ? null : { id, personId: person.id, email: person.email };
}

/** Makes a session of a sign-in that waits for this step. */
export async function finishSignIn(
  auth: Auth,
  step: SecondStep,
  asker: Asker,
  cookieRules: CookieRules,
): Promise<SecondStepResult> {
  // The cookie of the step alone: with that of a session, the library would look at the session's person instead.
  const name = cookieOf(cookieRules);
  const value = readCookie(asker.cookies, name) ?? '';
  const headers = headersOf({ ...asker, cookies: `${name}=${encodeURIComponent(value)}` });
  try {
    const answer =
      step.kind === 'app'
        ? await auth.api.verifyTOTP({ body: { code: step.code }, headers, returnHeaders: true })
        : await auth.api.verifyBackupCode({ body: { code: step.recoveryHash }, headers, returnHeaders: true });
    return { kind: 'signed_in', setCookies: readSetCookies(answer.headers) };
  } catch (error) {
    if (!isAPIError(error)) throw error;
    return { kind: 'refused', reason: reasonOf(error.body?.code, error.statusCode) ?? unknown(error) };
  }
}

function reasonOf(code: string | undefined, status: number): 'wrong' | 'ended' | 'disabled' | null {
  switch (code) {
    case 'INVALID_CODE':
    case 'INVALID_BACKUP_CODE':
      return 'wrong';
    case 'INVALID_TWO_FACTOR_COOKIE':
    case 'TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE':
    // Turned off since the password was entered.
    case 'TOTP_NOT_ENABLED':
    case 'BACKUP_CODES_NOT_ENABLED':
      return 'ended';
    case 'BANNED_USER':
      return 'disabled';
    default:
      // Another recovery code was used at the same moment, or this one.
      return status === 409 ? 'wrong' : null;
  }
}

function unknown(error: unknown): never {
  throw error;
}

/** Seals what the library opens, and the other way round. */
export function createVault(auth: Auth): Vault {
  return {
    seal: async (data) => symmetricEncrypt({ key: (await auth.$context).secretConfig, data }),
    open: async (data) => symmetricDecrypt({ key: (await auth.$context).secretConfig, data }),
  };
}
