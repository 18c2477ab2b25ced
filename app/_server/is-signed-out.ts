import { AppError } from '#lib/errors.ts';
import { findAccess } from './context-for.ts';
import { getRuntime } from './context.ts';

/**
 * Whether whoever sent these headers has to sign in first. Where nobody signs in, nobody has to. What else keeps us from
 * knowing, such as a database that is away, the page itself says, as it finds nobody either.
 */
export async function isSignedOut(headers: Pick<Headers, 'get'>): Promise<boolean> {
  const { accounts } = await getRuntime();
  if (accounts === null) return false;
  try {
    await findAccess(accounts, headers);
    return false;
  } catch (error) {
    return AppError.is(error) && error.code === 'signed_out';
  }
}
