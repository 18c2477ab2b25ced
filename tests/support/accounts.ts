import { createHash } from 'node:crypto';
import { setUp } from '#lib/accounts/door/set-up.ts';
import type { PasswordHashes } from '#lib/accounts/engine/create-auth-engine.ts';
import { makeLinkToken } from '#lib/accounts/secret-link.ts';
import type { Asker, SetCookie } from '#lib/contracts/accounts.ts';
import { createSecretBox } from '#lib/secrets/secret-box.ts';
import { type Accounts, createAccounts } from '#lib/wiring/create-accounts.ts';
import type { usePrismaDatabase } from './prisma-database.ts';
import { silentLog } from './silent-log.ts';

export const owner = { name: 'Ines', email: 'ines@example.com', password: 'seven green umbrellas' };

/** Quick, as nothing here is worth guessing. */
const quickHashes: PasswordHashes = {
  hash: (password) => Promise.resolve(createHash('sha256').update(password).digest('hex')),
  verify: ({ hash, password }) => Promise.resolve(createHash('sha256').update(password).digest('hex') === hash),
};

/** Accounts of a database, as a server at `origin` has them. */
export async function openAccounts(
  { pool, prisma }: ReturnType<typeof usePrismaDatabase>,
  origin = 'https://batches.example.org',
): Promise<Accounts> {
  const secrets = createSecretBox('a secret that is only used by this one test');
  const accounts = await createAccounts(
    { accounts: 'on', publicOrigins: [origin] },
    { pool, prisma, secrets },
    silentLog,
    quickHashes,
  );
  if (accounts === null) throw new Error('There are accounts where they are on.');
  return accounts;
}

/** Somebody with these cookies; every call from an address of its own unless one is given. */
export function asker(cookies: string, address: string | null = null): Asker {
  return { cookies, address, userAgent: 'a browser' };
}

/** What the browser sends back. */
export function cookieHeader(setCookies: readonly SetCookie[]): string {
  return setCookies
    .filter(({ maxAgeSeconds }) => maxAgeSeconds > 0)
    .map(({ name, value }) => `${name}=${encodeURIComponent(value)}`)
    .join('; ');
}

/** A set-up link's token, as the launcher prints it. */
export async function addSetUpLink({ people }: Accounts, validMs = 60_000): Promise<string> {
  const { token, sha256 } = makeLinkToken('lbs');
  await people.addSetUpLink({ tokenSha256: sha256, expiresAt: new Date(Date.now() + validMs) });
  return token;
}

/** Makes the first owner; gives the cookies that the browser has then. */
export async function setUpOwner(accounts: Accounts): Promise<string> {
  const token = await addSetUpLink(accounts);
  return cookieHeader((await setUp(accounts.door(asker('')), { ...owner, token })).setCookies);
}
