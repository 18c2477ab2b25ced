import type { ConnectionChanges, ConnectionStore } from '#lib/contracts/connection-store.ts';
import { Prisma as PrismaNamespace } from '#lib/db/generated/client.ts';
import { isUniqueViolation } from '#lib/db/prisma-error.ts';
import type { Prisma, PrismaTransaction } from '#lib/db/prisma.ts';
import { ConflictError, connectionGone, StorageError, WrongStateError } from '#lib/errors.ts';
import { storableText } from '#lib/jsonl/storable-text.ts';
import type { SecretBox } from '#lib/secrets/secret-box.ts';
import { type ConnectionKind, connectionKinds } from '#lib/shared/contract/connection-kinds.ts';
import { type ConnectionFinding, connectionFindingSchema } from '#lib/shared/contract/connection-test.ts';
import type { ConnectionLimits, ConnectionTestView, ConnectionView } from '#lib/shared/contract/connection-view.ts';
import { type HoldKind, endedStatuses } from '#lib/shared/contract/status.ts';
import { assertSecretCounts } from './check-secret.ts';
import { joinTransaction } from './create-prisma-batch-storage.ts';

export interface PrismaConnectionStoreOptions {
  /** The client, or the transaction in which everything is to happen. */
  readonly prisma: Prisma | PrismaTransaction;
  readonly secrets: SecretBox;
  /** Connections of other workspaces are not there. */
  readonly workspaceId: string;
}

/** Connections in the dashboard's database, their keys sealed with the row's id. */
export function createPrismaConnectionStore({
  prisma,
  secrets,
  workspaceId,
}: PrismaConnectionStoreOptions): ConnectionStore {
  return {
    async list() {
      const rows = await prisma.connection.findMany({
        where: { workspaceId },
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      });
      const usage = await countBatches(prisma, workspaceId);
      return rows.map((row) => convertToView(row, usage.get(row.id)));
    },
    async find(id) {
      const row = await prisma.connection.findUnique({ where: { id, workspaceId } });
      if (row === null) return null;
      return convertToView(row, (await countBatches(prisma, workspaceId, id)).get(id));
    },
    async findSettings(id) {
      const row = await prisma.connection.findUnique({ where: { id, workspaceId } });
      if (row === null) return null;
      return { id, name: row.name, kind: parseKind(row.kind), baseUrl: row.baseUrl, limits: convertLimits(row) };
    },
    async getSecrets(id) {
      const row = await prisma.connection.findUnique({ where: { id, workspaceId }, omit: { encryptedKey: false } });
      if (row === null) throw connectionGone();
      const { name, baseUrl, encryptedKey } = row;
      const apiKey = encryptedKey === null ? null : secrets.open(encryptedKey, id);
      return { id, name, kind: parseKind(row.kind), baseUrl, apiKey, limits: convertLimits(row) };
    },
    async create({ apiKey, limits, ...connection }) {
      const data = {
        ...connection,
        workspaceId,
        ...limitColumns(limits),
        ...keyColumns(secrets, connection.id, apiKey),
      };
      await savingKey(prisma, secrets, (tx) => insertConnection(tx, data));
    },
    async update(id, changes) {
      const data = convertChanges(secrets, id, changes);
      const save = (client: Prisma | PrismaTransaction) => updateConnection(client, { id, workspaceId }, data);
      await (changes.apiKey === undefined ? save(prisma) : savingKey(prisma, secrets, save));
    },
    remove: (id) => removeUnused(prisma, workspaceId, id),
  };
}

/** Throws `StorageError`, and saves nothing, when the secret was changed since this process began. */
async function savingKey(
  prisma: Prisma | PrismaTransaction,
  secrets: SecretBox,
  save: (tx: PrismaTransaction) => Promise<void>,
): Promise<void> {
  await joinTransaction(prisma, async (tx) => {
    await save(tx);
    await assertSecretCounts(tx, secrets);
  });
}

async function removeUnused(prisma: Prisma | PrismaTransaction, workspaceId: string, id: string): Promise<void> {
  await joinTransaction(prisma, async (tx) => {
    const open = await tx.batch.count({ where: { connectionId: id, status: { notIn: notRunning } } });
    if (open > 0) {
      throw new WrongStateError(
        'A batch still runs on this connection. Wait for it or cancel it, then remove the connection.',
      );
    }
    await tx.connection.deleteMany({ where: { id, workspaceId } });
  });
}

type ConnectionRow = Awaited<ReturnType<Prisma['connection']['findMany']>>[number];

const notRunning: string[] = ['draft', ...endedStatuses];

async function insertConnection(
  tx: PrismaTransaction,
  data: Parameters<Prisma['connection']['create']>[0]['data'],
): Promise<void> {
  try {
    await tx.connection.create({ data });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new ConflictError('A connection with this id exists already.', { cause: error });
  }
}

async function updateConnection(
  client: Prisma | PrismaTransaction,
  where: { readonly id: string; readonly workspaceId: string },
  data: ReturnType<typeof convertChanges>,
): Promise<void> {
  const { count } = await client.connection.updateMany({ where, data });
  if (count === 0) throw connectionGone();
}

interface Usage {
  readonly all: number;
  readonly open: number;
  readonly isKeyRefused: boolean;
}

const noUsage: Usage = { all: 0, open: 0, isKeyRefused: false };

async function countBatches(
  prisma: Prisma | PrismaTransaction,
  workspaceId: string,
  connectionId?: string,
): Promise<ReadonlyMap<string, Usage>> {
  const groups = await prisma.batch.groupBy({
    by: ['connectionId', 'status', 'holdKind'],
    where: { workspaceId, isListed: true, connectionId: connectionId ?? { not: null } },
    _count: true,
  });
  const usage = new Map<string, Usage>();
  for (const { connectionId: id, status, holdKind, _count: count } of groups) {
    if (id === null) continue;
    const { all, open, isKeyRefused } = usage.get(id) ?? noUsage;
    usage.set(id, {
      all: all + count,
      open: open + (notRunning.includes(status) ? 0 : count),
      isKeyRefused: isKeyRefused || holdKind === ('key_refused' satisfies HoldKind),
    });
  }
  return usage;
}

function convertToView(row: ConnectionRow, usage: Usage = noUsage): ConnectionView {
  const { id, name, baseUrl, keyLast4, lastTestAt, lastTestOk } = row;
  const finding = parseFinding(row.lastTestFinding);
  return {
    id,
    name,
    kind: parseKind(row.kind),
    baseUrl,
    keyLast4,
    limits: convertLimits(row),
    batchCount: usage.all,
    openBatchCount: usage.open,
    isKeyRefused: usage.isKeyRefused,
    lastTest:
      lastTestAt === null || lastTestOk === null || finding === null
        ? null
        : { at: lastTestAt.toISOString(), ok: lastTestOk, finding },
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}

function convertChanges(secrets: SecretBox, id: string, changes: ConnectionChanges) {
  const { name, baseUrl, apiKey, limits, lastTest, lastUsedAt } = changes;
  return {
    ...(name === undefined ? {} : { name }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(apiKey === undefined ? {} : keyColumns(secrets, id, apiKey)),
    ...(limits === undefined ? {} : limitColumns(limits)),
    ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
    ...(lastTest === undefined ? {} : testColumns(lastTest)),
  };
}

/** Null too for what only a newer version knows how to say. */
function parseFinding(stored: unknown): ConnectionFinding | null {
  return connectionFindingSchema.safeParse(stored).data ?? null;
}

function testColumns(test: ConnectionTestView | null) {
  if (test === null) return { lastTestAt: null, lastTestOk: null, lastTestFinding: PrismaNamespace.DbNull };
  return { lastTestAt: new Date(test.at), lastTestOk: test.ok, lastTestFinding: storableFinding(test.finding) };
}

/** A provider may say what no database takes. */
function storableFinding(finding: ConnectionFinding): ConnectionFinding {
  if (finding.code !== 'call_failed') return finding;
  const storable = (text: string | null): string | null => (text === null ? null : storableText(text, 2_000));
  const { providerMessage, providerCode, ...fault } = finding.facts;
  const said = { providerMessage: storable(providerMessage), providerCode: storable(providerCode) };
  return { code: 'call_failed', facts: { ...fault, ...said } };
}

function keyColumns(secrets: SecretBox, id: string, apiKey: string | null) {
  if (apiKey === null) return { encryptedKey: null, keyLast4: null };
  return { encryptedKey: secrets.seal(apiKey, id), keyLast4: lastFourOf(apiKey) };
}

/** Of a short key the last four would be much of it, or all. */
function lastFourOf(apiKey: string): string {
  return apiKey.length < fewestShownLength ? '' : apiKey.slice(-4);
}

const fewestShownLength = 12;

function limitColumns({ maxRequestsPerJob, maxBytesPerJob, maxEnqueuedTokens }: ConnectionLimits) {
  return { maxRequestsPerJob, maxBytesPerJob, maxEnqueuedTokens };
}

function convertLimits(row: Pick<ConnectionRow, keyof ConnectionLimits>): ConnectionLimits {
  const number = (value: bigint | null): number | null => (value === null ? null : Number(value));
  return {
    maxRequestsPerJob: number(row.maxRequestsPerJob),
    maxBytesPerJob: number(row.maxBytesPerJob),
    maxEnqueuedTokens: number(row.maxEnqueuedTokens),
  };
}

/** Throws `StorageError` for a kind that only a newer version knows. */
function parseKind(kind: string): ConnectionKind {
  const known = connectionKinds.find((candidate) => candidate === kind);
  if (known === undefined)
    throw new StorageError(`A connection has the kind ${kind}, which this version does not know. Update LangBatch.`);
  return known;
}
