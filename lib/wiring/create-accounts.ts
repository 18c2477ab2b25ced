import { cookieRules, deviceCookie, knownDevice } from '#lib/accounts/cookies.ts';
import { createAuthEngine } from '#lib/accounts/engine/create-auth-engine.ts';
import type { AuthEngineOptions, PasswordHashes } from '#lib/accounts/engine/create-auth.ts';
import { createIssuer } from '#lib/accounts/engine/create-issuer.ts';
import type { Settings } from '#lib/config/env.ts';
import { ensureDefaultConnections } from '#lib/connections/ensure-default-connections.ts';
import type { Access, AccessChanges, AccessStore, AuthEngine, DoorContext, People } from '#lib/contracts/accounts.ts';
import type { Asker } from '#lib/contracts/asker.ts';
import type { AuditAuthor } from '#lib/contracts/audit.ts';
import type { Issuer } from '#lib/contracts/issuer.ts';
import type { Mailing } from '#lib/contracts/mail.ts';
import type { PersonContext } from '#lib/contracts/person-context.ts';
import type { Workspaces } from '#lib/contracts/workspaces.ts';
import type { Logger } from '#lib/log.ts';
import { createAccessStore } from '#lib/storage/prisma/access-store.ts';
import { keepAccountsKey } from '#lib/storage/prisma/accounts-key.ts';
import { createAdmit } from '#lib/storage/prisma/admit.ts';
import { createAttemptCounter } from '#lib/storage/prisma/attempt-counter.ts';
import { browserAuthor } from '#lib/storage/prisma/audit-log.ts';
import { createAuditRows } from '#lib/storage/prisma/audit-rows.ts';
import { createDoorAudit } from '#lib/storage/prisma/door-audit.ts';
import { createInvitationsByLink } from '#lib/storage/prisma/invitation-store.ts';
import { createManagedPeople } from '#lib/storage/prisma/managed-people.ts';
import { createOwnAccount } from '#lib/storage/prisma/own-account.ts';
import { createPeopleStore } from '#lib/storage/prisma/people-store.ts';
import { createPrismaConnectionStore } from '#lib/storage/prisma/prisma-connection-store.ts';
import { createPrivateHostsStore } from '#lib/storage/prisma/private-hosts-store.ts';
import { createResetLinks } from '#lib/storage/prisma/reset-links.ts';
import { createOwnSecondFactor, createSecondFactors } from '#lib/storage/prisma/second-factor-store.ts';
import { createWorkspaceStore, listWorkspacesOf } from '#lib/storage/prisma/workspace-store.ts';
import type { OpenDatabase } from './open-database.ts';
import { randomIds } from './random-ids.ts';
import { systemClock } from './system-clock.ts';

/** Whoever signs in here, and how. */
export interface Accounts {
  readonly access: AccessStore;
  readonly accessChanges: AccessChanges;
  readonly engine: AuthEngine;
  readonly people: People;
  readonly listWorkspacesOf: Workspaces['listOf'];
  /** For somebody who is not in yet. */
  door(asker: Asker): DoorContext;
  /** For somebody who is. */
  inside(access: Access, asker: Asker): PersonContext;
}

type AccountsDatabase = Pick<OpenDatabase, 'pool' | 'prisma' | 'secrets'>;

/** Accounts of this database; null where nobody signs in, as on a laptop. */
export async function createAccounts(
  settings: Pick<Settings, 'accounts' | 'publicOrigins' | 'oidc' | 'openai' | 'sandbox' | 'workspaceQuotaBytes'>,
  database: AccountsDatabase,
  accessChanges: AccessChanges,
  { log, mailing, passwords }: { log: Logger; mailing: Mailing | null; passwords?: PasswordHashes },
): Promise<Accounts | null> {
  const { accounts, publicOrigins } = settings;
  const { pool, prisma, secrets } = database;
  const people = createPeopleStore(prisma);
  if (accounts === 'off' || (accounts === 'by_owner' && !(await people.hasOwner()))) return null;
  const key = await keepAccountsKey(prisma, secrets);
  const rules = cookieRules(publicOrigins);
  const options = { prisma, key, cookieRules: rules, origins: publicOrigins, log, passwords };
  const engine = createAuthEngine(options);
  const issuer = openIssuer(settings, options);
  const devices = {
    find: (cookies: string, account: string) => knownDevice(rules, cookies, account, key),
    remember: (account: string) => deviceCookie(rules, account, key),
  };
  const shared = { engine, attempts: createAttemptCounter(pool), devices, mailing, clock: systemClock, ids: randomIds };
  const access = createAccessStore(pool);
  const invitations = createInvitationsByLink(prisma);
  const resets = createResetLinks(prisma);
  const doorAudit = createDoorAudit(prisma, shared.attempts);
  const secondFactors = createSecondFactors({ prisma, vault: engine.vault });
  return {
    access,
    accessChanges,
    engine,
    people,
    listWorkspacesOf: (personId) => listWorkspacesOf(prisma, personId),
    door: (asker) => ({ asker, issuer, access, people, invitations, resets, doorAudit, secondFactors, ...shared }),
    inside({ person, credential: { id: sessionId } }, asker) {
      const holder = { personId: person.id, sessionId, author: browserAuthor(person, asker) };
      return {
        person,
        sessionId,
        asker,
        account: createOwnAccount(database, holder),
        secondFactor: createOwnSecondFactor({ prisma, vault: engine.vault }, holder),
        people: createManagedPeople(database, holder),
        workspaces: openWorkspaces(database, settings, holder.author),
        privateHosts: createPrivateHostsStore(prisma, holder.author),
        auditRows: createAuditRows(pool, null),
        origin: publicOrigins[0],
        ...shared,
      };
    },
  };
}

function openIssuer({ oidc }: Pick<Settings, 'oidc'>, options: AuthEngineOptions): Issuer | null {
  if (oidc === null) return null;
  const { domains, role } = oidc;
  const { prisma } = options;
  return createIssuer(options, oidc, createAdmit({ prisma, newId: () => randomIds.next('person'), domains, role }));
}

/** A new workspace has its own sandbox connection. */
function openWorkspaces(
  { pool, prisma, secrets }: AccountsDatabase,
  settings: Pick<Settings, 'openai' | 'sandbox' | 'workspaceQuotaBytes'>,
  author: AuditAuthor,
): Workspaces {
  return createWorkspaceStore({
    prisma,
    pool,
    author,
    clock: systemClock,
    limitBytes: settings.workspaceQuotaBytes,
    ids: randomIds,
    equip: (workspace, tx) => {
      const connections = createPrismaConnectionStore({ prisma: tx, secrets, workspaceId: workspace.id });
      return ensureDefaultConnections({ workspace, connections, clock: systemClock }, settings);
    },
  });
}
