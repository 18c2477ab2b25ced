import 'server-only';
import { headers } from 'next/headers';
import { AppError } from '#lib/errors.ts';
import { findAccess } from './context-for.ts';
import { getRuntime } from './context.ts';

/**
 * Who asks for the page, for its frame alone: null where nobody signs in, and where that cannot be known, which what
 * stands in the frame says.
 */
export async function findPerson(): Promise<{ readonly name: string; readonly email: string } | null> {
  const { accounts } = await getRuntime();
  if (accounts === null) return null;
  try {
    const { name, email } = (await findAccess(accounts, await headers())).person;
    return { name, email };
  } catch (error) {
    if (AppError.is(error)) return null;
    throw error;
  }
}
