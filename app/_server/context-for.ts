import type { Access, WantedWorkspace } from '#lib/contracts/accounts.ts';
import type { Asker } from '#lib/contracts/asker.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { PersonContext } from '#lib/contracts/person-context.ts';
import { NotFoundError, SignedOutError } from '#lib/errors.ts';
import type { Logger } from '#lib/log.ts';
import { type Actor, firstOwnerId } from '#lib/shared/contract/actor.ts';
import { localWorkspace } from '#lib/shared/contract/workspace.ts';
import type { Runtime } from '#lib/wiring/runtime.ts';
import { type AccessGuard, guardAccess, noGuard } from './access-guard.ts';
import { assertAskedByPage } from './allowed-origins.ts';
import { readAsker, readBearer } from './asker.ts';

/** Where there are no accounts, whoever reaches the server is its one user. */
const localUser: Actor = { kind: 'user', id: firstOwnerId, name: 'You' };

/** What a request is for, which decides who may ask it. */
export interface Purpose {
  /** A browser that sends its session by itself has to say then that one of our pages asks. */
  readonly changes: boolean;
  /** Whether programs may ask it with a token: the API alone. */
  readonly takesTokens: boolean;
}

export const toSeePage: Purpose = { changes: false, takesTokens: false };
export const toChangeFromPage: Purpose = { changes: true, takesTokens: false };
export const toReadApi: Purpose = { changes: false, takesTokens: true };
export const toChangeByApi: Purpose = { changes: true, takesTokens: true };

/**
 * What the verbs need, acting for whoever sent these headers, in the workspace that the request is about. Throws
 * `SignedOutError`, and `NotFoundError` for a workspace that they are not in.
 */
export async function contextFor(
  runtime: Pick<Runtime, 'accounts' | 'context'>,
  headers: Pick<Headers, 'get'>,
  wanted: WantedWorkspace,
  purpose: Purpose,
): Promise<Context> {
  const { accounts } = runtime;
  const access = accounts === null ? null : await findAccess(accounts, headers, wanted, purpose);
  return contextOf(runtime, access, wanted, readAsker(headers));
}

/** The same for somebody who was found already; null where nobody signs in. */
export function contextOf(
  runtime: Pick<Runtime, 'context'>,
  access: Access | null,
  { slug = localWorkspace.slug }: WantedWorkspace,
  { address }: Pick<Asker, 'address'>,
): Context {
  if (access === null && slug === localWorkspace.slug) return runtime.context(localUser);
  if (access === null || access.member === null) throw new NotFoundError(noSuchWorkspace);
  const { id, name } = access.person;
  const ctx = runtime.context({ kind: 'user', id, name }, access.member, { access, address });
  accesses.set(ctx, access);
  return ctx;
}

export const noSuchWorkspace = 'There is no such workspace, or you are not a member of it.';

const accesses = new WeakMap<Context | PersonContext, Access>();

/** What a person needs whatever the workspace. Throws `SignedOutError`. */
export async function personFor(
  accounts: NonNullable<Runtime['accounts']>,
  headers: Pick<Headers, 'get'>,
  purpose: Purpose,
): Promise<PersonContext> {
  const access = await findAccess(accounts, headers, {}, purpose);
  const person = accounts.inside(access, readAsker(headers));
  accesses.set(person, access);
  return person;
}

/** Guards what a context of `contextFor` or `personFor` is used for. The caller releases the guard. */
export function guardFor(
  { accounts }: Pick<Runtime, 'accounts'>,
  ctx: Context | PersonContext,
  log: Logger,
): AccessGuard {
  if (accounts === null) return noGuard;
  const access = accesses.get(ctx);
  if (access === undefined) throw new Error('This context was given out without anybody being asked for.');
  return guardAccess(access, { store: accounts.access, changes: accounts.accessChanges, log });
}

/** Throws `SignedOutError`, and `ForbiddenError` for a change that no page of ours asks for. */
export async function findAccess(
  { engine, access }: NonNullable<Runtime['accounts']>,
  headers: Pick<Headers, 'get'>,
  wanted: WantedWorkspace = {},
  { changes, takesTokens }: Purpose = toSeePage,
): Promise<Access> {
  const bearer = takesTokens ? readBearer(headers) : null;
  const isByToken = bearer !== null;
  const secret = bearer ?? engine.readToken(readAsker(headers).cookies);
  if (secret === null) throw new SignedOutError('session');
  const found = await (isByToken ? access.findByToken(secret, wanted) : access.find(secret, wanted));
  if (found === null) throw new SignedOutError(isByToken ? 'token' : 'session');
  // Browsers send a cookie with whatever asks them to, but no token.
  if (changes && !isByToken) assertAskedByPage(headers);
  return found;
}
