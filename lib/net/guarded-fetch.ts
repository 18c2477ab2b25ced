import type { LookupAddress, LookupOptions } from 'node:dns';
import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { Agent } from 'undici';
import { isSystemError } from '#lib/system-error.ts';
import { isPublicAddress } from './public-address.ts';

export interface GuardedFetch {
  readonly fetch: typeof fetch;
  /** Whether a call to this address would be made. A name that does not resolve now may do so later: true. */
  isCallable(url: string): Promise<boolean>;
  close(): Promise<void>;
}

/** Whether a host that is on no public network may be called all the same. `host` is as the URL has it. */
export type AllowsPrivate = (host: string, addresses: readonly string[]) => Promise<boolean>;

/** Node's own, which answers with all addresses of a name. */
type Lookup = (host: string, options: LookupOptions & { readonly all: true }) => Promise<LookupAddress[]>;

/** The reason of a call that was not made, found by its code as the system's own ones. */
class NotPublicError extends Error {
  readonly code = 'ENOTPUBLIC';

  constructor(host: string) {
    super(`${host} is on no public network`);
  }
}

/**
 * Node's fetch for addresses that people give. Every address of a name is looked at before anything is sent, and what
 * is connected to is what was looked at: a name cannot stand for another address a moment later. Rejects as fetch does,
 * with a cause of code `ENOTPUBLIC`, for a host on a private network that is not allowed, and for a redirect. A test
 * gives a `lookup` of its own.
 */
export function createGuardedFetch(allowsPrivate: AllowsPrivate, lookup: Lookup = systemLookup): GuardedFetch {
  const mayCall = async (host: string, addresses: readonly string[]): Promise<boolean> =>
    addresses.every((address) => isPublicAddress(address)) || allowsPrivate(host, addresses);
  const agent = new Agent({ connect: { lookup: guardedLookup(mayCall, lookup) } });
  const assertLiteral = async (url: string): Promise<void> => {
    const host = hostOf(url);
    // An address that is written out is never looked up.
    if (isIP(host) !== 0 && !(await mayCall(host, [host]))) {
      throw new TypeError('fetch failed', { cause: new NotPublicError(host) });
    }
  };
  return {
    async fetch(input, init) {
      await assertLiteral(input instanceof Request ? input.url : String(input));
      // Where a redirect leads, nobody has looked.
      const options = { ...init, redirect: 'error' as const, dispatcher: agent };
      return fetch(input, options);
    },
    async isCallable(url) {
      const host = hostOf(url);
      const addresses = isIP(host) === 0 ? await resolveAll(host, lookup) : [host];
      return mayCall(host, addresses);
    },
    close: () => agent.close(),
  };
}

/** The URL parser has turned 0x7f.1, 0177.1 and 2130706433 into 127.0.0.1 by then. */
function hostOf(url: string): string {
  return (URL.parse(url)?.hostname ?? '').replace(/^\[(.*)\]$/, '$1');
}

function guardedLookup(mayCall: AllowsPrivate, lookup: Lookup): LookupFunction {
  const resolveGuarded = async (host: string, options: LookupOptions): Promise<readonly LookupAddress[]> => {
    const found = await lookup(host, { ...options, all: true });
    if (await mayCall(host, addressesOf(found))) return found;
    throw new NotPublicError(host);
  };
  const answer = async (...[host, options, callback]: Parameters<LookupFunction>): Promise<void> => {
    const [outcome] = await Promise.allSettled([resolveGuarded(host, options)]);
    if (outcome.status === 'rejected') return callback(toError(outcome.reason), []);
    const [first] = outcome.value;
    if (options.all === true || first === undefined) return callback(null, [...outcome.value]);
    return callback(null, first.address, first.family);
  };
  return (...call) => void answer(...call);
}

/** None for a name that cannot be looked up. */
async function resolveAll(host: string, lookup: Lookup): Promise<readonly string[]> {
  try {
    return addressesOf(await lookup(host, { all: true }));
  } catch (error) {
    if (isSystemError(error, 'ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME')) return [];
    throw error;
  }
}

function addressesOf(found: readonly LookupAddress[]): readonly string[] {
  return found.map(({ address }) => address);
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('The name could not be looked up.', { cause: reason });
}
