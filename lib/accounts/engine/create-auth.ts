import { prismaAdapter } from 'better-auth/adapters/prisma';
import { parseSetCookieHeader } from 'better-auth/cookies';
import { hashPassword, verifyPassword } from 'better-auth/crypto';
import { type BetterAuthOptions, betterAuth } from 'better-auth/minimal';
import { admin } from 'better-auth/plugins/admin';
import { twoFactor } from 'better-auth/plugins/two-factor';
import type { Asker, SetCookie } from '#lib/contracts/asker.ts';
import { announceAccess } from '#lib/db/access-channel.ts';
import type { Prisma } from '#lib/db/prisma.ts';
import type { Logger } from '#lib/log.ts';
import { shortestPassword } from '#lib/shared/contract/account-inputs.ts';
import type { CookieRules } from '../cookies.ts';

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
export const scrypt: PasswordHashes = { hash: hashPassword, verify: verifyPassword };

const sessionSeconds = 30 * 86_400;
/** For looking up a code after the password. */
const secondStepSeconds = 10 * 60;

export type Auth = ReturnType<typeof createAuth>;

export function createAuth(options: AuthEngineOptions) {
  return betterAuth({
    ...authOptions(options),
    plugins: [
      // For one thing: it starts no session for somebody who is banned.
      admin(),
      // For the step between password and session; what is kept of it is written by ours (docs/decisions/038).
      twoFactor({
        twoFactorCookieMaxAge: secondStepSeconds,
        // Whoever has the password could lock its owner out with it.
        accountLockout: { enabled: false },
        schema: { twoFactor: { modelName: 'secondfactor', fields: { userId: 'personId' } } },
      }),
    ],
  });
}

/** What holds for every way to sign in. */
export function authOptions({ prisma, key, cookieRules, origins, log, passwords = scrypt }: AuthEngineOptions) {
  return {
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
  } satisfies BetterAuthOptions;
}

/** Ours alone: set from what the server knows, whatever the client sent. */
const addressHeader = 'x-langbatch-client';

export function headersOf({ cookies, address, userAgent }: Asker): Headers {
  const headers = new Headers({ cookie: cookies, 'user-agent': userAgent });
  if (address !== null) headers.set(addressHeader, address);
  return headers;
}

export function readSetCookies(headers: Headers): readonly SetCookie[] {
  return headers.getSetCookie().flatMap((text) =>
    [...parseSetCookieHeader(text)].map(([name, { value, secure, 'max-age': maxAge }]) => ({
      name,
      value,
      maxAgeSeconds: maxAge ?? 0,
      isSecure: secure === true,
    })),
  );
}
