import { prismaAdapter } from 'better-auth/adapters/prisma';
import { isAPIError } from 'better-auth/api';
import { parseSetCookieHeader } from 'better-auth/cookies';
import { hashPassword, verifyPassword } from 'better-auth/crypto';
import { betterAuth } from 'better-auth/minimal';
import { admin } from 'better-auth/plugins/admin';
import type { Asker, AuthEngine, PasswordInput, SetCookie, SignInResult } from '#lib/contracts/accounts.ts';
import { announceAccess } from '#lib/db/access-channel.ts';
import { lockPerson } from '#lib/db/lock-person.ts';
import type { Prisma, PrismaTransaction } from '#lib/db/prisma.ts';
import type { Logger } from '#lib/log.ts';
import { shortestPassword } from '#lib/shared/contract/account-inputs.ts';
import { type CookieRules, openSigned, readCookie } from '../cookies.ts';

export interface AuthEngineOptions {
  readonly prisma: Prisma;
  /** Signs cookies and encrypts what the library keeps. */
  readonly key: string;
  readonly cookieRules: CookieRules;
  /** Under which browsers reach us; the first is used in links. */
  readonly origins: readonly [string, ...string[]];
  readonly log: Logger;
  readonly passwords?: PasswordHashes | undefined;
}

/** How passwords are kept. A test gives one that costs nothing. */
export interface PasswordHashes {
  hash(password: string): Promise<string>;
  verify(given: { readonly hash: string; readonly password: string }): Promise<boolean>;
}

/** scrypt, N 16384, r 16 (OWASP's password storage cheat sheet asks for N 16384 with r 8 and p 5, or as much work). */
const scrypt: PasswordHashes = { hash: hashPassword, verify: verifyPassword };

const sessionSeconds = 30 * 86_400;

/**
 * better-auth, as far as it is used: for passwords and sessions. Its router is never mounted, as few of its endpoints
 * are wanted here and its limits count by a header that clients can set; its functions are called behind our own
 * checks (docs/decisions/030). Requests are recognised by `AccessStore`, which looks at what its session does not
 * say: that somebody has been disabled since.
 */
export function createAuthEngine(options: AuthEngineOptions): AuthEngine {
  const auth = createAuth(options);
  const cookieName = `${options.cookieRules.prefix}.session_token`;
  return {
    signIn: (input, asker) => signIn(auth, options.prisma, input, asker),
    async signOut(asker) {
      const { headers } = await auth.api.signOut({ headers: headersOf(asker), returnHeaders: true });
      return { setCookies: readSetCookies(headers) };
    },
    hash: (password) => (options.passwords ?? scrypt).hash(password),
    verify: (password, hash) => (options.passwords ?? scrypt).verify({ hash, password }),
    readToken: (cookies) => openSigned(readCookie(cookies, cookieName) ?? '', options.key),
  };
}

type Auth = ReturnType<typeof createAuth>;

function createAuth({ prisma, key, cookieRules, origins, log, passwords = scrypt }: AuthEngineOptions) {
  return betterAuth({
    appName: 'LangBatch',
    baseURL: origins[0],
    trustedOrigins: [...origins],
    // Given as `secret`, one in BETTER_AUTH_SECRETS would win over it.
    secrets: [{ version: 1, value: key }],
    database: prismaAdapter(prisma, { provider: 'postgresql', transaction: true }),
    user: { modelName: 'person' },
    session: {
      modelName: 'session',
      fields: { userId: 'personId' },
      expiresIn: sessionSeconds,
      // Pages could not set the cookie of a longer one.
      disableSessionRefresh: true,
    },
    account: { modelName: 'credential', fields: { userId: 'personId' } },
    databaseHooks: { session: { delete: { after: (session) => announceAccess(prisma, session.userId) } } },
    verification: { storeIdentifier: 'hashed' },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: shortestPassword, password: passwords },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { level: 'error', log: (_level, message) => log.error('accounts library', { message }) },
    advanced: {
      cookiePrefix: cookieRules.prefix,
      // It would prefix them with __Secure- by itself, which a neighbouring host name can write; __Host- none can.
      useSecureCookies: false,
      defaultCookieAttributes: { secure: cookieRules.isSecure },
      ipAddress: { ipAddressHeaders: [addressHeader] },
      database: { joins: true },
    },
    // For one thing: it starts no session for somebody who is banned.
    plugins: [admin()],
  });
}

/** Ours alone: set from what the server knows, whatever the client sent. */
const addressHeader = 'x-langbatch-client';

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
    if (!(await keepsSession(prisma, response.user.id, response.token, before)))
      return { kind: 'refused', reason: 'wrong' };
    return { kind: 'signed_in', personId: response.user.id, setCookies: readSetCookies(headers) };
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

function headersOf({ cookies, address, userAgent }: Asker): Headers {
  const headers = new Headers({ cookie: cookies, 'user-agent': userAgent });
  if (address !== null) headers.set(addressHeader, address);
  return headers;
}

function readSetCookies(headers: Headers): readonly SetCookie[] {
  return headers.getSetCookie().flatMap((text) =>
    [...parseSetCookieHeader(text)].map(([name, { value, secure, 'max-age': maxAge }]) => ({
      name,
      value,
      maxAgeSeconds: maxAge ?? 0,
      isSecure: secure === true,
    })),
  );
}
