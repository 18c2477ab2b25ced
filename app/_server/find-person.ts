import 'server-only';
import { headers } from 'next/headers';
import type { Person } from '#lib/contracts/accounts.ts';
import { AppError } from '#lib/errors.ts';
import { findAccess } from './context-for.ts';
import { getRuntime } from './context.ts';

/**
 * Who asks for the page, for its frame alone: null where nobody signs in, and where that cannot be known, which what
 * stands in the frame says.
 */
export async function findPerson(): Promise<Pick<Person, 'name' | 'email' | 'isSiteAdmin'> | null> {
  const { accounts } = await getRuntime();
  if (accounts === null) return null;
  try {
    const { name, email, isSiteAdmin } = (await findAccess(accounts, await headers())).person;
    return { name, email, isSiteAdmin };
  } catch (error) {
    if (AppError.is(error)) return null;
    throw error;
  }
}
