import type { PrivateHosts } from '#lib/net/private-hosts.ts';

/** The private hosts that connections of this installation may call. */
export interface PrivateHostsStore {
  read(): Promise<PrivateHosts>;
  write(hosts: PrivateHosts): Promise<void>;
}
