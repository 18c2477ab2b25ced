import 'server-only';
import { notFound } from 'next/navigation';
import { getRuntime } from './context.ts';

/** Leads to the not-found page where nobody signs in: there is no such page. */
export async function assertAccounts(): Promise<void> {
  if ((await getRuntime()).accounts === null) notFound();
}
