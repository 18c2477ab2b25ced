import { isIP } from 'node:net';
import { createNetworkList } from './network-list.ts';

/** Answers who asks, for a server whose proxies are known. */
export type FindClientAddress = (
  socketAddress: string | undefined,
  forwardedFor: string | readonly string[] | undefined,
) => string | null;

/**
 * Each proxy adds to X-Forwarded-For whom it heard, so the list is read from its end: as long as the one who speaks is
 * trusted, the one before is looked at. What a client wrote there itself is never reached. Null where nobody can tell
 * clients apart: a request from this machine, or from a trusted proxy that named nobody.
 */
export function createFindClientAddress(trustedProxies: readonly string[]): FindClientAddress {
  const trusted = createNetworkList(trustedProxies);
  return (socketAddress, forwardedFor) => {
    const hops = [forwardedFor ?? '']
      .flat()
      .join(',')
      .split(',')
      .map((hop) => plainAddress(hop.trim()));
    let speaker = plainAddress(socketAddress ?? '');
    while (speaker !== null && trusted.has(speaker)) speaker = hops.pop() ?? null;
    return speaker === null || isThisMachine(speaker) ? null : speaker;
  };
}

/** An IPv4 address that came by an IPv6 socket is the IPv4 address; what is no address is null. */
function plainAddress(text: string): string | null {
  const address = text.replace(/^::ffff:(?=\d+\.)/i, '').toLowerCase();
  return isIP(address) === 0 ? null : address;
}

function isThisMachine(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}
