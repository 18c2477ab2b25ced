import type { SignedIn } from './accounts.ts';

/** The private hosts that connections of this installation may call: names, addresses and networks. */
export interface PrivateHostsStore {
  read(): Promise<readonly string[]>;
  /** Throws `SignedOutError` and `ForbiddenError` for whoever is no site admin any more. */
  write(hosts: readonly string[], by: SignedIn): Promise<void>;
}
