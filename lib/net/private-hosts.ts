import { isIP } from 'node:net';
import { createNetworkList, isNetwork } from './network-list.ts';

/** As people write them: names such as `models.internal`, addresses, and networks such as `10.20.0.0/16`. */
export type PrivateHosts = readonly string[];

/** Whether one of the entries is this host, or holds every address that it has. */
export function isAllowedPrivate(hosts: PrivateHosts, host: string, addresses: readonly string[]): boolean {
  if (hosts.includes(host.toLowerCase())) return true;
  const networks = createNetworkList(hosts.filter((entry) => isIP(entry.split('/')[0] ?? '') !== 0));
  return addresses.length > 0 && addresses.every((address) => networks.has(address));
}

const name = /^(?=.{1,253}$)[a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]*[a-z\d])?)*$/u;

/** The entries of a text, in lower case and once each, and those that are none. */
export function parsePrivateHosts(text: string): { readonly hosts: PrivateHosts; readonly wrong: readonly string[] } {
  const entries = [...new Set(text.toLowerCase().split(/[\s,]+/u))].filter((entry) => entry !== '');
  const isHost = (entry: string): boolean => isNetwork(entry) || (name.test(entry) && !/^[\d.]+$/u.test(entry));
  return { hosts: entries.filter(isHost), wrong: entries.filter((entry) => !isHost(entry)) };
}
