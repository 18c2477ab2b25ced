import { isIP } from 'node:net';
import { createNetworkList } from './network-list.ts';

/** As people write them: names such as `models.internal`, addresses, and networks such as `10.20.0.0/16`. */
export type PrivateHosts = readonly string[];

/** Whether one of the entries is this host, or holds every address that it has. */
export function isAllowedPrivate(hosts: PrivateHosts, host: string, addresses: readonly string[]): boolean {
  if (hosts.includes(host.toLowerCase())) return true;
  const networks = createNetworkList(hosts.filter((entry) => isIP(entry.split('/')[0] ?? '') !== 0));
  return addresses.length > 0 && addresses.every((address) => networks.has(address));
}
