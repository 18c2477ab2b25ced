import type { Asker, AttemptCounter, AuthEngine, KnownDevices, Person } from './accounts.ts';
import type { Clock } from './context.ts';
import type { OwnAccount } from './own-account.ts';

/** What somebody needs who is signed in, for what no workspace is asked. */
export interface PersonContext {
  readonly person: Person;
  readonly sessionId: string;
  readonly asker: Asker;
  readonly account: OwnAccount;
  readonly engine: AuthEngine;
  readonly attempts: AttemptCounter;
  readonly devices: KnownDevices;
  readonly clock: Clock;
}
