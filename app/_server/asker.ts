import type { Asker } from '#lib/contracts/asker.ts';

/** Set by `scripts/web.ts` from what the server knows; one that a client sends never arrives. */
export const clientAddressHeader = 'x-langbatch-client';

const longestUserAgent = 400;

/** Who calls, as far as the request itself tells. */
export function readAsker(headers: Pick<Headers, 'get'>): Asker {
  return {
    cookies: headers.get('cookie') ?? '',
    address: headers.get(clientAddressHeader),
    userAgent: (headers.get('user-agent') ?? '').slice(0, longestUserAgent),
  };
}

/** The token of an `Authorization: Bearer` header; null without one. */
export function readBearer(headers: Pick<Headers, 'get'>): string | null {
  return /^bearer +(\S+) *$/iu.exec(headers.get('authorization') ?? '')?.[1] ?? null;
}
