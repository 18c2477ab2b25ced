import 'server-only';
import { notFound } from 'next/navigation';
import { AppError } from '#lib/errors.ts';
import { findPageAccess, getRuntime } from './context.ts';

/** Whether whoever asks for a page of the door is in already. Where nobody signs in, there is no such page. */
export async function doorState(): Promise<'in' | 'out'> {
  if ((await getRuntime()).accounts === null) notFound();
  try {
    await findPageAccess();
    return 'in';
  } catch (error) {
    // What else is wrong the page says that one comes to.
    if (AppError.is(error)) return error.code === 'signed_out' ? 'out' : 'in';
    throw error;
  }
}
