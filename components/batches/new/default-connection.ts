import type { ConnectionView } from '#lib/shared/contract/connection-view.ts';

/**
 * The connection that a new batch begins with: the only one, else the one used last. Null when there are several
 * and none was ever used, since money is never spent by default: then a person chooses.
 */
export function defaultConnection(connections: readonly ConnectionView[]): ConnectionView | null {
  const [only, ...others] = connections;
  if (only === undefined || others.length === 0) return only ?? null;
  const usedLast = connections
    .filter((connection) => connection.lastUsedAt !== null)
    .toSorted((a, b) => (b.lastUsedAt ?? '').localeCompare(a.lastUsedAt ?? ''));
  return usedLast[0] ?? null;
}
