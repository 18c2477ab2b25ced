import type { Pool } from 'pg';
import { keepSandboxKey } from '#lib/config/keep-secret.ts';
import type { BatchStorage } from '#lib/contracts/batch-storage.ts';
import type { ConnectionStore } from '#lib/contracts/connection-store.ts';
import type { Providers } from '#lib/contracts/context.ts';
import type { FileStore } from '#lib/contracts/file-store.ts';
import type { Invitations, Members } from '#lib/contracts/members.ts';
import type { RequestIndex } from '#lib/contracts/request-index.ts';
import type { Templates } from '#lib/contracts/templates.ts';
import type { Tokens } from '#lib/contracts/tokens.ts';
import { createPool } from '#lib/db/pool.ts';
import { createPrisma, type Prisma, type PrismaTransaction } from '#lib/db/prisma.ts';
import { createWorkspaceFiles } from '#lib/files/workspace-files.ts';
import { createPostgresRequestIndex } from '#lib/index/postgres-request-index.ts';
import type { Logger } from '#lib/log.ts';
import { type SecretBox, createSecretBox } from '#lib/secrets/secret-box.ts';
import { localWorkspace } from '#lib/shared/contract/workspace.ts';
import { checkSecret } from '#lib/storage/prisma/check-secret.ts';
import { createPrismaBatchStorage } from '#lib/storage/prisma/create-prisma-batch-storage.ts';
import { createInvitationStore } from '#lib/storage/prisma/invitation-store.ts';
import { createMemberStore } from '#lib/storage/prisma/member-store.ts';
import { createPrismaConnectionStore } from '#lib/storage/prisma/prisma-connection-store.ts';
import { createTemplateStore } from '#lib/storage/prisma/template-store.ts';
import { createTokenStore } from '#lib/storage/prisma/token-store.ts';
import { connectionLimits, createConnectionProvider } from './connection-provider.ts';
import { createFileStore } from './create-file-store.ts';
import { createProviderRegistry } from './provider-registry.ts';

export interface DatabaseOptions {
  readonly databaseUrl: string;
  /** What the keys of connections are sealed with. */
  readonly secret: string;
  /** Opens what was sealed before a change of `secret`; null outside of one. */
  readonly previousSecret: string | null;
  /** Holds the files. */
  readonly dataDir: string;
  /** Where the sandbox listens, without `/v1`; null when there is none. */
  readonly sandboxUrl: string | null;
  readonly log: Logger;
  /** How connections are called; Node's own fetch when absent. */
  readonly fetch?: typeof fetch;
  /** Whether the process may end while connections are open but at rest. */
  readonly allowExitOnIdle?: boolean;
}

/** What one workspace has in the database and beside it. */
export interface WorkspaceStores {
  readonly files: FileStore;
  readonly index: RequestIndex;
  readonly storage: BatchStorage;
  /** The storage inside a transaction. */
  readonly storageIn: (tx: PrismaTransaction) => BatchStorage;
  readonly connections: ConnectionStore;
  /** The connections inside a transaction. */
  readonly connectionsIn: (tx: PrismaTransaction) => ConnectionStore;
  /** Who is in it and who is asked, on the client or inside a transaction. */
  readonly membersIn: (client: Prisma | PrismaTransaction) => WorkspaceMembers;
  /** The kept templates, on the client or inside a transaction. */
  readonly templatesIn: (client: Prisma | PrismaTransaction) => Templates;
  readonly providers: Providers;
}

export interface WorkspaceMembers {
  readonly members: Members;
  readonly invitations: Invitations;
  readonly tokens: Tokens;
}

/** The dashboard's database with what lies beside it, opened: everything that does not need the queue. */
export interface OpenDatabase {
  readonly pool: Pool;
  readonly prisma: Prisma;
  readonly secrets: SecretBox;
  /** What belongs to one workspace; ids of others lead nowhere in it. */
  storesOf(workspaceId: string): WorkspaceStores;
  /** Of every workspace, Local first. */
  listWorkspaceIds(): Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

/**
 * Opens a migrated database. Throws `InvalidInputError` when its keys were sealed with neither secret. The caller
 * closes what comes back.
 */
export async function openDatabase(options: DatabaseOptions): Promise<OpenDatabase> {
  const { databaseUrl, secret, previousSecret, dataDir, sandboxUrl, log, allowExitOnIdle = false } = options;
  const pool = createPool({ connectionString: databaseUrl, log, allowExitOnIdle });
  const prisma = createPrisma({ pool });
  const secrets = createSecretBox(secret, previousSecret);
  const close = async (): Promise<void> => {
    await prisma.$disconnect();
    await pool.end();
  };
  try {
    await checkSecret(prisma, secrets);
  } catch (error) {
    await close();
    throw error;
  }
  const allFiles = createFileStore({ dataDir });
  const openStores = (workspaceId: string): WorkspaceStores => {
    const files = createWorkspaceFiles(allFiles, workspaceId);
    const index = createPostgresRequestIndex({ pool, log, workspaceId });
    const connectionsIn = (client: Prisma | PrismaTransaction): ConnectionStore =>
      createPrismaConnectionStore({ prisma: client, secrets, workspaceId });
    const connections = connectionsIn(prisma);
    const storageIn = (client: Prisma | PrismaTransaction): BatchStorage =>
      createPrismaBatchStorage({ prisma: client, files, index, workspaceId });
    const membersIn = (client: Prisma | PrismaTransaction): WorkspaceMembers => ({
      members: createMemberStore(client, workspaceId),
      invitations: createInvitationStore(client, workspaceId),
      tokens: createTokenStore(client, workspaceId),
    });
    const templatesIn = (client: Prisma | PrismaTransaction): Templates => createTemplateStore(client, workspaceId);
    const providers = createProviderRegistry({
      connections,
      sandboxUrl,
      fetch: options.fetch,
      sandboxKey: () => keepSandboxKey(dataDir),
      createProvider: createConnectionProvider,
      limitsOf: connectionLimits,
    });
    const ofWorkspace = { files, index, storage: storageIn(prisma), storageIn, connections, connectionsIn };
    return { ...ofWorkspace, membersIn, templatesIn, providers };
  };
  return { pool, prisma, secrets, storesOf: openStores, listWorkspaceIds: () => listWorkspaceIds(prisma), close };
}

async function listWorkspaceIds(prisma: Prisma): Promise<readonly string[]> {
  const rows = await prisma.workspace.findMany({ select: { id: true }, orderBy: { createdAt: 'asc' } });
  const others = rows.map(({ id }) => id).filter((id) => id !== localWorkspace.id);
  return [localWorkspace.id, ...others];
}
