import 'server-only';
import { headers } from 'next/headers';
import { notFound } from 'next/navigation';
import { getRuntime } from './context.ts';
import { isSignedOut } from './is-signed-out.ts';

/** Whether whoever asks for a page of the door is in already. Where nobody signs in, there is no such page. */
export async function doorState(): Promise<'in' | 'out'> {
  if ((await getRuntime()).accounts === null) notFound();
  return (await isSignedOut(await headers())) ? 'out' : 'in';
}
