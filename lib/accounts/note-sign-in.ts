import type { DoorContext } from '#lib/contracts/accounts.ts';
import type { SetCookie } from '#lib/contracts/asker.ts';

/** Notes that somebody has just signed in. Nobody stays signed in of whom the audit log does not say so. */
export async function noteSignIn(
  { doorAudit, engine, asker }: Pick<DoorContext, 'doorAudit' | 'engine' | 'asker'>,
  personId: string,
  setCookies: readonly SetCookie[],
  verb: Parameters<DoorContext['doorAudit']['signedIn']>[2] = 'signIn',
): Promise<void> {
  try {
    await doorAudit.signedIn(personId, asker, verb);
  } catch (error) {
    const cookies = setCookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('; ');
    await engine.signOut({ ...asker, cookies });
    throw error;
  }
}
