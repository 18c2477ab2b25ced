import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { findAccess, toReadApi } from '#app/_server/context-for.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { runTask } from '#lib/batch/steps/run-task.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { PersonContext } from '#lib/contracts/person-context.ts';
import { removeDeletedWorkspaces } from '#lib/jobs/remove-deleted-workspaces.ts';
import { dueTasks } from '#lib/record/due-tasks.ts';
import { createDeletedWorkspaces } from '#lib/storage/prisma/deleted-workspaces.ts';
import { createToken } from '#lib/tokens/create-token.ts';
import type { Accounts } from '#lib/wiring/create-accounts.ts';
import { type OpenDatabase, openDatabase } from '#lib/wiring/open-database.ts';
import { createWorkspace } from '#lib/workspaces/create-workspace.ts';
import { deleteWorkspace } from '#lib/workspaces/delete-workspace.ts';
import { invite } from '#lib/workspaces/invite.ts';
import { listMyWorkspaces } from '#lib/workspaces/list-my-workspaces.ts';
import { listWorkspaces } from '#lib/workspaces/list-workspaces.ts';
import { readContents } from '#lib/workspaces/read-contents.ts';
import {
  addMember,
  addSignedIn,
  addWorkspace,
  memberContext,
  openAccounts,
  personOf,
  setUpOwner,
  whyRefused,
} from '#tests/support/accounts.ts';
import { type BatchWorld, createBatchWorld } from '#tests/support/batch-world.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';
import { silentLog } from '#tests/support/silent-log.ts';

const database = usePrismaDatabase();
const shop = { id: 'shop', name: 'Shop', slug: 'shop' };
const connection = {
  id: 'connection_of_shop',
  name: 'Its own',
  kind: 'openai',
  baseUrl: 'https://api.example.com/v1',
  apiKey: 'sk-test-1234',
  limits: { maxRequestsPerJob: null, maxBytesPerJob: null, maxEnqueuedTokens: null },
} as const;

let dataDir: string;
let opened: OpenDatabase;
let accounts: Accounts;
let world: BatchWorld;
/** Owner of the shop, and site admin. */
let ines: PersonContext;
/** The browser of a viewer of it. */
let viewers: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'langbatch-deletion-'));
  const secret = 'a secret that is only used by this one test';
  const options = { databaseUrl: database.url, dataDir, sandboxUrl: null, log: silentLog };
  opened = await openDatabase({ ...options, secret, previousSecret: null });
});

afterAll(async () => {
  await opened.close();
  await rm(dataDir, { recursive: true, force: true });
});

beforeEach(async () => {
  for (const table of ['batch', 'connection', 'person'] as const) await clear(table);
  await database.prisma.workspace.deleteMany({ where: { id: { not: 'local' } } });
  accounts = await openAccounts(database);
  ines = await personOf(accounts, await setUpOwner(accounts));
  await addWorkspace(database, shop.id);
  await addMember(database, shop.id, ines.person.id, 'owner');
  const noor = await addSignedIn(database, accounts, { name: 'Noor' });
  await addMember(database, shop.id, noor.id, 'viewer');
  viewers = noor.cookies;
  world = createBatchWorld(opened.storesOf(shop.id).storage);
});

async function clear(table: 'batch' | 'connection' | 'person'): Promise<void> {
  await database.pool.query(`delete from ${table}`);
}

/** A batch of two parts that are at the provider. */
async function startRunning(): Promise<string> {
  const batchId = await world.draft(6);
  await startBatch(world.ctx, { batchId, token: 'a-click-of-the-page' });
  const isSent = ({ stage }: { readonly stage: string }) => stage === 'sent';
  await world.run(batchId, {
    isEnough: ({ attempts }) => attempts[0]?.isSplit === true && attempts[0].jobs.every(isSent),
  });
  return batchId;
}

/** Of a worker, so long after what is done here. */
const inShop = (minutes = 11): Context => {
  const now = (): Date => new Date(Date.now() + minutes * 60_000);
  return world.context({ workspace: shop, clock: { now, sleep: () => Promise.resolve() } });
};
const upkeep = (ctx = inShop(), deleted = createDeletedWorkspaces(database.prisma)): Promise<void> =>
  removeDeletedWorkspaces([world.ctx, ctx], deleted);
const remove = (input: object) =>
  deleteWorkspace(ines, { workspaceId: 'shop', name: 'Shop', runningBatches: 0, ...input });

/** Does what is due until the batch is gone. */
async function runOut(batchId: string): Promise<void> {
  for (let steps = 0; steps < 60; steps += 1) {
    const stored = await world.storage.loadBatch(batchId);
    if (stored === null) return;
    const [next] = dueTasks(stored.record).toSorted((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
    if (next === undefined) throw new Error('Nothing is due, and the batch is there still.');
    world.clock.advanceTo(next.dueAt);
    await runTask(world.ctx, next);
  }
  throw new Error('The batch is there still.');
}

test('an owner deletes a workspace by its name and the number of batches that run, and nobody else does', async () => {
  await startRunning();
  expect(await readContents(ines, { workspaceId: 'shop' })).toMatchObject({
    batches: 1,
    members: 2,
    runningBatches: 1,
    runningNames: ['test'],
  });
  const noor = await personOf(accounts, viewers);
  const wrong = { workspaceId: 'shop', name: 'Shop', runningBatches: 1 };
  expect(await whyRefused(deleteWorkspace(noor, wrong))).toBe(
    'forbidden: Only an owner deletes the workspace Shop. Ask one of them.',
  );
  expect(await whyRefused(remove({ name: 'shop', runningBatches: 1 }))).toBe(
    'invalid_input: Write the name as it stands: Shop.',
  );
  expect(await whyRefused(remove({}))).toMatch(/^conflict: 1 batch of Shop runs now, another number than was shown/);
  expect(await whyRefused(remove({ workspaceId: 'local', name: 'Local' }))).toMatch(
    /^wrong_state: The workspace Local/,
  );
  expect(await whyRefused(remove({ workspaceId: 'other' }))).toMatch(/^not_found/);
  await upkeep();
  expect(await database.prisma.workspace.count({ where: { deletedAt: null } })).toBe(2);
  await remove({ runningBatches: 1 });
  expect(await whyRefused(remove({ runningBatches: 1 }))).toMatch(/^not_found/);
});

test('from that moment nobody reaches it, and its address is nobody else’s before it has gone', async () => {
  const owner = { ...memberContext(database, {}, shop), ...opened.storesOf(shop.id).membersIn(database.prisma) };
  const { token } = await createToken(owner, { name: 'Nightly', scope: 'run' });
  await invite(owner, { email: 'lien@example.com', role: 'viewer', days: 7 });
  const bySession = new Headers({ cookie: viewers });
  const byToken = new Headers({ authorization: `Bearer ${token}` });
  const held = await findAccess(accounts, bySession, { slug: 'shop' });
  const heldByToken = await findAccess(accounts, byToken, {}, toReadApi);
  expect([held.member?.role, heldByToken.member?.role]).toEqual(['viewer', 'runner']);
  await remove({});
  // What is under way ends, and what comes is told that there is no such workspace.
  expect([await accounts.access.holds(held), await accounts.access.holds(heldByToken)]).toEqual([false, false]);
  expect((await findAccess(accounts, bySession, { slug: 'shop' })).member).toBeNull();
  expect(await whyRefused(findAccess(accounts, byToken, {}, toReadApi))).toMatch(/^signed_out/);
  expect(await database.prisma.invitation.count()).toBe(0);
  const listed = [...(await listMyWorkspaces(ines)), ...(await listWorkspaces(ines))];
  expect(listed.map(({ slug }) => slug)).toEqual(['local', 'local']);
  expect((await createWorkspace(ines, { name: 'Shop' })).slug).toBe('shop-2');
  // What was asked for before may still be saved.
  await upkeep(inShop(9));
  expect((await createWorkspace(ines, { name: 'Shop' })).slug).toBe('shop-3');
  await upkeep();
  expect((await createWorkspace(ines, { name: 'Shop' })).slug).toBe('shop');
});

test('a deletion that is broken off anywhere goes on: batches end at the provider first, then all the rest goes', async () => {
  await startRunning();
  await world.draft(2);
  const { connections, files } = opened.storesOf(shop.id);
  await files.write('uploads/u1/upload.jsonl', Readable.from([Buffer.from('{}')]));
  await connections.create({ ...connection, createdAt: new Date() });
  await remove({ runningBatches: 1 });
  const ctx = inShop();
  const failing = (): Promise<never> => Promise.reject(new Error('killed'));
  // Killed at the first batch, at its files, and before the workspace goes.
  await expect(upkeep({ ...ctx, transaction: failing })).rejects.toThrow('killed');
  await upkeep();
  expect(await database.prisma.workspace.count({ where: { id: 'shop' } })).toBe(1);
  for (const id of await world.storage.listBatchIds({ limit: 10 })) await runOut(id);
  expect(world.provider.jobs.map(({ status }) => status)).toEqual(['cancelled', 'cancelled']);
  await expect(upkeep({ ...ctx, files: { ...ctx.files, removeAll: failing } })).rejects.toThrow('killed');
  const deleted = createDeletedWorkspaces(database.prisma);
  await expect(upkeep(ctx, { ...deleted, erase: failing })).rejects.toThrow('killed');
  await upkeep();
  const { prisma } = database;
  const of = { where: { workspaceId: 'shop' } };
  expect([await prisma.batch.count(of), await prisma.connection.count(of), await prisma.byteClaim.count(of)]).toEqual([
    0, 0, 0,
  ]);
  expect(await prisma.workspace.count({ where: { id: 'shop' } })).toBe(0);
  expect(await Array.fromAsync(ctx.files.list?.('batches/') ?? [])).toEqual([]);
  expect(await Array.fromAsync(ctx.files.list?.('uploads/') ?? [])).toEqual([]);
});
