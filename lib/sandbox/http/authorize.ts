import { hash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isLoopback } from '#lib/config/loopback.ts';
import { ApiFailure } from './api-failure.ts';

/** Keys that begin so are refused, so that a refused key can be shown and tested. */
const refusedPrefixes = ['sandbox-refuse', 'sk-wrong'];
const shownLength = 4;

/**
 * Refuses what does not come from this machine by a name of this machine, or from a web page: a page whose
 * name leads here (DNS rebinding) could read what people try out. Throws `ApiFailure`.
 */
export function assertFromThisMachine({ host, origin }: IncomingHttpHeaders): void {
  const name = URL.parse(`http://${host ?? ''}`)?.hostname ?? '';
  if (!isLoopback(name)) throw new ApiFailure(403, 'The sandbox answers calls to 127.0.0.1 and localhost only.');
  if (origin !== undefined) throw new ApiFailure(403, 'The sandbox answers programs, not web pages.');
}

/** Accepts `expected`, or with null any key but the refused ones. Throws `ApiFailure` with OpenAI's texts. */
export function authorize(header: string | undefined, expected: string | null): void {
  const key = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
  if (key === undefined) throw new ApiFailure(401, 'Missing bearer or basic authentication in header');
  if (expected === null ? refusedPrefixes.some((prefix) => key.startsWith(prefix)) : !isSame(key, expected)) {
    const shown = `${key.slice(0, shownLength)}***${key.slice(-shownLength)}`;
    throw new ApiFailure(
      401,
      `Incorrect API key provided: ${shown}. You can find your API key at https://platform.openai.com/account/api-keys.`,
      { code: 'invalid_api_key' },
    );
  }
}

function isSame(one: string, other: string): boolean {
  return timingSafeEqual(hash('sha256', one, 'buffer'), hash('sha256', other, 'buffer'));
}
