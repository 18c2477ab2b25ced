import { createGuardedFetch, type GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { isAllowedPrivate } from '#lib/net/private-hosts.ts';
import { createPrivateHostsStore } from '#lib/storage/prisma/private-hosts-store.ts';
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
  guard: { readonly openAiUrl: string | null; readonly hasAccounts: () => boolean },
): Promise<GuardedDatabase> {
  const own = guard.openAiUrl === null ? [] : [new URL(guard.openAiUrl).hostname.replace(/^\[(.*)\]$/, '$1')];
  const calls = createGuardedFetch(
    async (host, addresses) =>
      !guard.hasAccounts() || isAllowedPrivate([...own, ...(await privateHosts.read())], host, addresses),
  );
  const database = await openDatabase({ ...options, fetch: calls.fetch });
  const privateHosts = createPrivateHostsStore(database.prisma);
  return { database, calls };
}
