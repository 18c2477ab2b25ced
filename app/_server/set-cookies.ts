import 'server-only';
import { cookies } from 'next/headers';
import type { SetCookie } from '#lib/contracts/asker.ts';

/** Sets them with the answer that is being made, by an action or a route. */
export async function setCookiesOf(setCookies: readonly SetCookie[]): Promise<void> {
  const store = await cookies();
  for (const { name, value, maxAgeSeconds, isSecure } of setCookies) {
    store.set(name, value, { maxAge: maxAgeSeconds, secure: isSecure, httpOnly: true, sameSite: 'lax', path: '/' });
  }
}
