import { isAPIError } from 'better-auth/api';
import type { AuthEngine, PasswordInput, SignInResult } from '#lib/contracts/accounts.ts';
import type { Asker } from '#lib/contracts/asker.ts';
import { lockPerson } from '#lib/db/lock-person.ts';
import type { Prisma, PrismaTransaction } from '#lib/db/prisma.ts';
import { openSigned, readCookie } from '../cookies.ts';
import { type Auth, type AuthEngineOptions, createAuth, headersOf, readSetCookies, scrypt } from './create-auth.ts';
import { createVault, findPending, finishSignIn } from './second-step.ts';

/**
 * better-auth, as far as it is used: for passwords, sessions and the second factor. Its router is never mounted, as few
 * of its endpoints are wanted here and its limits count by a header that clients can set; its functions are called
 * behind our own checks (docs/decisions/030). Requests are recognised by `AccessStore`, which looks at what its session
 * does not say: that somebody has been disabled since.
 */
export function createAuthEngine(options: AuthEngineOptions): AuthEngine {
  const { key, cookieRules, passwords = scrypt } = options;
  const auth = createAuth(options);
  const cookieName = `${cookieRules.prefix}.session_token`;
  return {
    signIn: (input, asker) => signIn(auth, options.prisma, input, asker),
    findPending: (cookies) => findPending(auth, cookies, { key, cookieRules }),
    finishSignIn: (step, asker) => finishSignIn(auth, step, asker, cookieRules),
    async signOut(asker) {
      const { headers } = await auth.api.signOut({ headers: headersOf(asker), returnHeaders: true });
      return { setCookies: readSetCookies(headers) };
    },
    hash: (password) => passwords.hash(password),
    verify: (password, hash) => passwords.verify({ hash, password }),
    readToken: (cookies) => openSigned(readCookie(cookies, cookieName) ?? '', key),
    vault: createVault(auth),
  };
}

async function signIn(
  auth: Auth,
  prisma: Prisma,
  { email, password }: PasswordInput,
  asker: Asker,
): Promise<SignInResult> {
  const before = await findPassword(prisma, { email });
  try {
    const { response, headers } = await auth.api.signInEmail({
      body: { email, password },
      headers: headersOf(asker),
      returnHeaders: true,
    });
    const setCookies = readSetCookies(headers);
    if ('twoFactorRedirect' in response) return { kind: 'second_step', setCookies };
    if (!(await keepsSession(prisma, response.user.id, response.token, before)))
      return { kind: 'refused', reason: 'wrong' };
    return { kind: 'signed_in', personId: response.user.id, setCookies };
  } catch (error) {
    if (!isAPIError(error)) throw error;
    const code = error.body?.code;
    // Nobody's password is longer than the library looks at.
    if (code === 'INVALID_EMAIL_OR_PASSWORD' || code === 'PASSWORD_TOO_LONG')
      return { kind: 'refused', reason: 'wrong' };
    if (code === 'BANNED_USER') return { kind: 'refused', reason: 'disabled' };
    throw error;
  }
}

async function findPassword(
  prisma: PrismaTransaction,
  person: { readonly email: string } | { readonly id: string },
): Promise<string | null> {
  const where = { providerId: 'credential', person };
  return (await prisma.credential.findFirst({ where, select: { password: true } }))?.password ?? null;
}

/**
 * The library reads the password, works on it for a while, and then makes the session. A change of the password ends the
 * sessions that it finds, so one that was made by the password before it must not stay.
 */
function keepsSession(prisma: Prisma, id: string, token: string, before: string | null): Promise<boolean> {
  return prisma.$transaction(async (tx) => {
    await lockPerson(tx, id);
    if ((await findPassword(tx, { id })) === before) return true;
    await tx.session.deleteMany({ where: { token } });
    return false;
  });
}
