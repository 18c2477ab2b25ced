/** The private hosts that connections of this installation may call: names, addresses and networks. */
export interface PrivateHostsStore {
  read(): Promise<readonly string[]>;
  write(hosts: readonly string[]): Promise<void>;
}
