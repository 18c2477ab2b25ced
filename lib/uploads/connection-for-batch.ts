import type { Context } from '#lib/contracts/context.ts';
import { InvalidInputError } from '#lib/errors.ts';
import type { ConnectionView } from '#lib/shared/contract/connection-view.ts';

/**
 * The connection that is meant: by its id or its name, else the only one, else the one that was used last. Throws
 * `InvalidInputError` that names those there are.
 */
export async function connectionForBatch(ctx: Context, given: string | undefined): Promise<string> {
  const all = await ctx.connections.list();
  if (all.length === 0) throw refuse('There is no connection yet. Add one under Connections first.');
  const found = given === undefined ? byItself(all) : named(all, given);
  if (found !== null) return found.id;
  const names = all.map(({ id, name }) => `${name} (${id})`).join(', ');
  throw refuse(
    given === undefined
      ? `There are several connections, and none has been used yet. Name one of them as connection: ${names}.`
      : `No connection, or more than one, is called ${given}. There are: ${names}.`,
  );
}

function named(all: readonly ConnectionView[], given: string): ConnectionView | null {
  const byName = all.filter(({ name }) => name === given);
  return all.find(({ id }) => id === given) ?? (byName.length === 1 ? (byName[0] ?? null) : null);
}

function byItself(all: readonly ConnectionView[]): ConnectionView | null {
  if (all.length === 1) return all[0] ?? null;
  const used = all.filter(({ lastUsedAt }) => lastUsedAt !== null);
  return used.toSorted((a, b) => (b.lastUsedAt ?? '').localeCompare(a.lastUsedAt ?? ''))[0] ?? null;
}

function refuse(message: string): InvalidInputError {
  return new InvalidInputError(message, { connection: message });
}
