import type { Access, WantedWorkspace } from '#lib/contracts/accounts.ts';
import type { Context } from '#lib/contracts/context.ts';
import { NotFoundError, SignedOutError } from '#lib/errors.ts';
import { type Actor, firstOwnerId } from '#lib/shared/contract/actor.ts';
import type { Runtime } from '#lib/wiring/runtime.ts';
import { readAsker } from './asker.ts';

/** Where there are no accounts, whoever reaches the server is its one user. */
const localUser: Actor = { kind: 'user', id: firstOwnerId, name: 'You' };

/**
 * What the verbs need, acting for whoever sent these headers, in the workspace that the request is about. Throws
 * `SignedOutError`, and `NotFoundError` for a workspace that they are not in.
 */
export async function contextFor(
  runtime: Pick<Runtime, 'accounts' | 'context'>,
  headers: Pick<Headers, 'get'>,
  wanted: WantedWorkspace = {},
): Promise<Context> {
  const { accounts } = runtime;
  if (accounts === null) return runtime.context(localUser);
  const { person, member } = await findAccess(accounts, headers, wanted);
  if (member === null) throw new NotFoundError('There is no such workspace, or you are not a member of it.');
  return runtime.context({ kind: 'user', id: person.id, name: person.name }, member);
}

/** Throws `SignedOutError`. */
export async function findAccess(
  { engine, access }: NonNullable<Runtime['accounts']>,
  headers: Pick<Headers, 'get'>,
  wanted: WantedWorkspace = {},
): Promise<Access> {
  const token = engine.readToken(readAsker(headers).cookies);
  const found = token === null ? null : await access.find(token, wanted);
  if (found === null) throw new SignedOutError();
  return found;
}
