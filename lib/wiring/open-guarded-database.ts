import type { Settings } from '#lib/config/env.ts';
import { createGuardedFetch, type GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { isAllowedPrivate } from '#lib/net/private-hosts.ts';
import { createPeopleStore } from '#lib/storage/prisma/people-store.ts';
import { createPrivateHostsReader } from '#lib/storage/prisma/private-hosts-store.ts';
import { type DatabaseOptions, type OpenDatabase, openDatabase } from './open-database.ts';

export interface GuardedDatabase {
  readonly database: OpenDatabase;
  /** How its connections are called. */
  readonly calls: GuardedFetch;
}

/**
 * Opens a database whose connections call no private address, but for those that a site admin has allowed and the host
 * of `openAiUrl`, which whoever runs the server has named. Where nobody signs in, everything on this machine and beside
 * it is the person's own, and all may be called. Throws as `openDatabase` does.
 */
export async function openGuardedDatabase(
  options: Omit<DatabaseOptions, 'fetch'>,
  guard: { readonly openAiUrl: string | null; readonly accounts: Settings['accounts'] },
): Promise<GuardedDatabase> {
  const own = guard.openAiUrl === null ? [] : [new URL(guard.openAiUrl).hostname.replace(/^\[(.*)\]$/, '$1')];
  const calls = createGuardedFetch(
    async (host, addresses) =>
      !(await hasPeople()) || isAllowedPrivate([...own, ...(await privateHosts.read())], host, addresses),
  );
  const database = await openDatabase({ ...options, fetch: calls.fetch });
  const privateHosts = createPrivateHostsReader(database.prisma);
  const people = createPeopleStore(database.prisma);
  const hasPeople = rememberYes(async () =>
    guard.accounts === 'by_owner' ? people.hasOwner() : guard.accounts === 'on',
  );
  return { database, calls };
}

/** A process without an owner may run while another one lets the first in, so a no is asked again. */
function rememberYes(ask: () => Promise<boolean>): () => Promise<boolean> {
  let isSo = false;
  return async () => {
    if (!isSo && (await ask())) isSo = true;
    return isSo;
  };
}
