import { isIP } from 'node:net';
import { createNetworkList } from './network-list.ts';

/*
 * What no server on the internet has as its address (IANA's special-purpose registries), and what stands for an IPv4
 * address, which is judged by that one.
 */
const special = createNetworkList([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  // A public address by its number, under which each machine in Azure finds its own host.
  '168.63.129.16/32',
  // Link-local: there cloud machines find their own keys.
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
]);
/** All that is given out for the internet lies in here. */
const globalUnicast = createNetworkList(['2000::/3']);
const specialInGlobal = createNetworkList(['2001::/23', '2001:db8::/32', '3fff::/20']);

/**
 * Whether an IP address belongs to the internet, and to no private network, this machine or its neighbours. An IPv6
 * address that stands for an IPv4 one (mapped, NAT64, 6to4) is what that one is. False for what is no address.
 */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !special.has(address);
  if (family === 0) return false;
  const groups = groupsOf(address);
  const inner = ipv4Within(groups);
  if (inner !== null) return isPublicAddress(inner);
  const plain = groups.map((group) => group.toString(16)).join(':');
  return globalUnicast.has(plain) && !specialInGlobal.has(plain);
}

/** The eight groups of an IPv6 address, however it is written; a zone is left out. */
function groupsOf(address: string): readonly number[] {
  const [bare = ''] = address.split('%');
  const hex = bare.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_all, ...bytes) => {
    const [a = 0, b = 0, c = 0, d = 0] = bytes.slice(0, 4).map(Number);
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
  const [head = '', tail] = hex.split('::');
  const parse = (part: string): number[] => (part === '' ? [] : part.split(':').map((group) => parseInt(group, 16)));
  const [before, after] = [parse(head), parse(tail ?? '')];
  return tail === undefined
    ? before
    : [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

function ipv4Within(groups: readonly number[]): string | null {
  const [first, second, third, , , sixth, seventh = 0, eighth = 0] = groups;
  const isZero = (from: number, to: number): boolean => groups.slice(from, to).every((group) => group === 0);
  const isMapped = isZero(0, 5) && sixth === 0xffff;
  const isTranslated = first === 0x64 && second === 0xff9b && isZero(2, 6);
  if (isMapped || isTranslated) return dotted(seventh, eighth);
  return first === 0x2002 ? dotted(second ?? 0, third ?? 0) : null;
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
