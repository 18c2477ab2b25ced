import type { DoorContext, Person } from '#lib/contracts/accounts.ts';

/** Who holds the session of the browser that asks; null for nobody, and for somebody who is disabled. */
export async function findSignedIn({
  asker,
  engine,
  access,
}: Pick<DoorContext, 'asker' | 'engine' | 'access'>): Promise<Person | null> {
  const token = engine.readToken(asker.cookies);
  return token === null ? null : ((await access.find(token, {}))?.person ?? null);
}
