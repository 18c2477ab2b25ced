import { createHash, randomUUID } from 'node:crypto';
import { findAccess } from '#app/_server/context-for.ts';
import { setUp } from '#lib/accounts/door/set-up.ts';
import { signIn } from '#lib/accounts/door/sign-in.ts';
import type { PasswordHashes } from '#lib/accounts/engine/create-auth.ts';
import { makeLinkToken } from '#lib/accounts/secret-link.ts';
import { parseEnv } from '#lib/config/env.ts';
import type { OidcSettings } from '#lib/config/oidc-settings.ts';
import type { AccessChanges } from '#lib/contracts/accounts.ts';
import type { Asker, SetCookie } from '#lib/contracts/asker.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { Mailing } from '#lib/contracts/mail.ts';
import type { PersonContext } from '#lib/contracts/person-context.ts';
import type { PrismaTransaction } from '#lib/db/prisma.ts';
import { AppError } from '#lib/errors.ts';
import { createSecretBox } from '#lib/secrets/secret-box.ts';
import { firstOwnerId } from '#lib/shared/contract/actor.ts';
import type { Role } from '#lib/shared/contract/rights.ts';
import { localWorkspace } from '#lib/shared/contract/workspace.ts';
import { withPrismaTransaction } from '#lib/storage/prisma/create-prisma-batch-storage.ts';
import { insertPerson } from '#lib/storage/prisma/insert-person.ts';
import { createInvitationStore } from '#lib/storage/prisma/invitation-store.ts';
import { createMemberStore } from '#lib/storage/prisma/member-store.ts';
import { createTemplateStore } from '#lib/storage/prisma/template-store.ts';
import { createTokenStore } from '#lib/storage/prisma/token-store.ts';
import { type Accounts, createAccounts } from '#lib/wiring/create-accounts.ts';
import { systemClock } from '#lib/wiring/system-clock.ts';
import { createBatchWorld } from './batch-world.ts';
import type { usePrismaDatabase } from './prisma-database.ts';
import { silentLog } from './silent-log.ts';

export const owner = { name: 'Ines', email: 'ines@example.com', password: 'seven green umbrellas' };

/** Quick, as nothing here is worth guessing. */
export const quickHashes: PasswordHashes = {
  hash: (password) => Promise.resolve(createHash('sha256').update(password).digest('hex')),
  verify: ({ hash, password }) => Promise.resolve(createHash('sha256').update(password).digest('hex') === hash),
};

type Database = ReturnType<typeof usePrismaDatabase>;

export const accountsSecret = 'a secret that is only used by this one test';

interface OpenAccountsOptions {
  readonly mailing?: Mailing | null;
  readonly passwords?: PasswordHashes;
  readonly oidc?: OidcSettings | null;
  readonly secret?: string;
}

/** Accounts of a database, as a server at `origin` has them. */
export async function openAccounts(
  { pool, prisma }: Database,
  origin = 'https://batches.example.org',
  accessChanges: AccessChanges = { subscribe: () => () => {} },
  { mailing = null, passwords = quickHashes, oidc = null, secret = accountsSecret }: OpenAccountsOptions = {},
): Promise<Accounts> {
  const secrets = createSecretBox(secret);
  const accounts = await createAccounts(
    { ...parseEnv({ LANGBATCH_SANDBOX_URL: 'http://127.0.0.1:1' }), accounts: 'on', publicOrigins: [origin], oidc },
    { pool, prisma, secrets },
    accessChanges,
    { log: silentLog, mailing, passwords },
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

/** What verbs get that act for a person in a workspace; by default for the first owner in Local. */
export function memberContext(
  { prisma }: Pick<ReturnType<typeof usePrismaDatabase>, 'prisma'>,
  { id = firstOwnerId, role = 'owner' }: { readonly id?: string; readonly role?: Role } = {},
  workspace = localWorkspace,
): Context {
  const stores = (client: PrismaTransaction) => ({
    members: createMemberStore(client, workspace.id),
    invitations: createInvitationStore(client, workspace.id),
    tokens: createTokenStore(client, workspace.id),
    templates: createTemplateStore(client, workspace.id),
  });
  const ctx = createBatchWorld().context({
    actor: { kind: 'user', id, name: id },
    role,
    workspace,
    clock: systemClock,
    ids: { next: (prefix) => `${prefix}_${randomUUID()}` },
    ...stores(prisma),
    transaction: (work) => withPrismaTransaction(prisma, (tx) => work({ ...ctx, ...stores(tx) })),
  });
  return ctx;
}

/** A person who can sign in with the owner's password, in Local with this role or in no workspace. */
export async function addPerson(
  { prisma }: Pick<ReturnType<typeof usePrismaDatabase>, 'prisma'>,
  name: string,
  role: Role | null = null,
): Promise<string> {
  const id = `person_${name.toLowerCase()}`;
  const at = new Date();
  const passwordHash = await quickHashes.hash(owner.password);
  await withPrismaTransaction(prisma, async (tx) => {
    await insertPerson(tx, { id, name, email: emailOf(name), passwordHash, isSiteAdmin: false, at });
    if (role !== null)
      await tx.member.create({ data: { workspaceId: localWorkspace.id, personId: id, role, createdAt: at } });
  });
  return id;
}

export function emailOf(name: string): string {
  return `${name.toLowerCase()}@example.com`;
}

/** What a person needs whose browser has these cookies. Throws for one that is not signed in. */
export async function personOf(accounts: Accounts, cookies: string): Promise<PersonContext> {
  const access = await findAccess(accounts, new Headers({ cookie: cookies }));
  return accounts.inside(access, asker(cookies));
}

export async function isSignedIn({ engine, access }: Accounts, cookies: string): Promise<boolean> {
  const token = engine.readToken(cookies);
  return token !== null && (await access.find(token, {})) !== null;
}

/** Signs the owner in with one more browser; gives its cookies. */
export async function signInOwner(accounts: Accounts, changes: Partial<Asker> = {}): Promise<string> {
  const { email, password } = owner;
  return cookieHeader((await signIn(accounts.door({ ...asker(''), ...changes }), { email, password })).setCookies);
}

/** The code and the sentence with which something is refused. */
export async function whyRefused(work: Promise<unknown>): Promise<string> {
  const refused: unknown = await work.then(
    () => null,
    (error: unknown) => error,
  );
  if (!AppError.is(refused)) throw new Error('It was not refused.', { cause: refused });
  return `${refused.code}: ${refused.message}`;
}

export interface NewPerson {
  readonly name: string;
  readonly isSiteAdmin?: boolean;
  /** In Local. */
  readonly role?: Role;
}

/** Somebody with the owner's password and an address by their name; gives their id and the cookies of a browser. */
export async function addSignedIn(
  { prisma }: Pick<ReturnType<typeof usePrismaDatabase>, 'prisma'>,
  accounts: Accounts,
  { name, isSiteAdmin = false, role }: NewPerson,
): Promise<{ readonly id: string; readonly email: string; readonly cookies: string }> {
  const id = await addPerson({ prisma }, name, role ?? null);
  if (isSiteAdmin) await prisma.person.update({ where: { id }, data: { isSiteAdmin } });
  const email = emailOf(name);
  const { setCookies } = await signIn(accounts.door(asker('')), { email, password: owner.password });
  return { id, email, cookies: cookieHeader(setCookies) };
}

/** A workspace whose id is its slug. */
export async function addWorkspace({ prisma }: Pick<Database, 'prisma'>, id: string): Promise<void> {
  await prisma.workspace.create({
    data: { id, name: `${id.charAt(0).toUpperCase()}${id.slice(1)}`, slug: id, createdAt: new Date() },
  });
}

export async function addMember(
  { prisma }: Pick<Database, 'prisma'>,
  workspaceId: string,
  personId: string,
  role: Role,
): Promise<void> {
  await prisma.member.create({ data: { workspaceId, personId, role, createdAt: new Date() } });
}
