import type { AttemptCounter, AuthEngine, KnownDevices, Person } from './accounts.ts';
import type { Asker } from './asker.ts';
import type { AuditRows } from './audit.ts';
import type { Clock } from './context.ts';
import type { Mailing } from './mail.ts';
import type { ManagedPeople } from './managed-people.ts';
import type { OwnAccount } from './own-account.ts';
import type { PrivateHostsStore } from './private-hosts-store.ts';
import type { OwnSecondFactor } from './second-factor.ts';
import type { Workspaces } from './workspaces.ts';

/** What somebody needs who is signed in, for what no workspace is asked. */
export interface PersonContext {
  readonly person: Person;
  readonly sessionId: string;
  readonly asker: Asker;
  readonly account: OwnAccount;
  readonly secondFactor: OwnSecondFactor;
  /** Of use to site admins alone. */
  readonly people: ManagedPeople;
  /** Under which browsers reach us, for links. */
  readonly origin: string;
  /** Null where no mail is sent. */
  readonly mailing: Mailing | null;
  readonly engine: AuthEngine;
  readonly attempts: AttemptCounter;
  readonly devices: KnownDevices;
  readonly clock: Clock;
  readonly workspaces: Workspaces;
  /** Of use to site admins alone. */
  readonly privateHosts: PrivateHostsStore;
  /** The installation's. Of use to site admins alone. */
  readonly auditRows: AuditRows;
}
