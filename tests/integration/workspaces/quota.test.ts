import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createBatch } from '#lib/batch/commands/create-batch.ts';
import { removeBatch } from '#lib/batch/commands/remove-batch.ts';
import { replaceInput } from '#lib/batch/commands/replace-input.ts';
import { retryBatch } from '#lib/batch/commands/retry-batch.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { runTask } from '#lib/batch/steps/run-task.ts';
import type { Context } from '#lib/contracts/context.ts';
import { createQuota, readUsedBytes } from '#lib/storage/prisma/quota-store.ts';
import { type OpenDatabase, openDatabase } from '#lib/wiring/open-database.ts';
import { systemClock } from '#lib/wiring/system-clock.ts';
import { failedLine, succeed } from '#tests/fakes/fake-provider.ts';
import { whyRefused } from '#tests/support/accounts.ts';
import { type BatchWorld, chatLine, createBatchWorld } from '#tests/support/batch-world.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';
import { silentLog } from '#tests/support/silent-log.ts';
import { serveUploads } from '#tests/unit/lib/uploads/upload-fixture.ts';

const database = usePrismaDatabase();
const workspace = { id: 'local', name: 'Shop' };
const kilobyte = 1024;

let dataDir: string;
let opened: OpenDatabase;
let world: BatchWorld;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'langbatch-quota-'));
  opened = await openDatabase({
    databaseUrl: database.url,
    secret: 'a secret that is only used by this one test',
    previousSecret: null,
    dataDir,
    sandboxUrl: null,
    log: silentLog,
  });
  world = createBatchWorld(opened.storesOf(workspace.id).storage);
});

beforeEach(async () => {
  await database.prisma.batch.deleteMany();
  await database.prisma.byteClaim.deleteMany();
  for (const prefix of ['batches/', 'uploads/']) await world.storage.files.removeAll(prefix);
});

afterAll(async () => {
  await opened.close();
  await rm(dataDir, { recursive: true, force: true });
});

function limitedTo(limitBytes: number): Context & Required<Pick<Context, 'quota'>> {
  const quota = createQuota({ prisma: database.prisma, workspaceId: workspace.id, limitBytes });
  return { ...world.context({ workspace, clock: systemClock }), quota };
}

async function used(now = new Date()): Promise<number> {
  const bytes = await readUsedBytes(database.pool, [workspace.id], now);
  return bytes.get(workspace.id) ?? 0;
}

async function storedKeys(): Promise<readonly string[]> {
  return Array.fromAsync(world.storage.files.list?.('batches/') ?? []);
}

/** As many bytes, in pieces, as a client sends a file whose size it does not say. */
function content(bytes: number): Readable {
  const chunk = 10 * kilobyte;
  return Readable.from(
    Array.from({ length: Math.ceil(bytes / chunk) }, (_, index) =>
      Buffer.alloc(Math.min(chunk, bytes - index * chunk), 'x'),
    ),
  );
}

const upTo = (bytes: number) => ({ inputName: 'a.jsonl', content: content(bytes), isListed: true });

test('of files that come at once no more are kept than there is room for, and of the others nothing is left', async () => {
  const ctx = limitedTo(1000 * kilobyte);
  const refused: string[] = [];
  await Promise.all(
    Array.from({ length: 8 }, () =>
      createBatch(ctx, upTo(300 * kilobyte)).catch((error: unknown) => refused.push(String(error))),
    ),
  );
  const kept = await database.prisma.batch.count();
  expect(kept).toBeLessThanOrEqual(3);
  expect(refused).toHaveLength(8 - kept);
  expect(await used()).toBe(kept * 300 * kilobyte);
  expect(await storedKeys()).toHaveLength(kept);
  expect(await database.prisma.byteClaim.count()).toBe(0);
  // One after another fills what is left to the last byte.
  for (let batches = kept; batches < 3; batches += 1) await createBatch(ctx, upTo(300 * kilobyte));
  await createBatch(ctx, upTo(100 * kilobyte));
  expect(await used()).toBe(1000 * kilobyte);
  expect(await whyRefused(createBatch(ctx, upTo(1)))).toBe(
    'wrong_state: The workspace Shop has 0 bytes left of its 1,000 kB, and this file is larger. Delete batches that nobody needs any more, or ask whoever runs LangBatch for more room.',
  );
});

test('a file in the place of another needs room beside it, and the earlier one stays when there is none', async () => {
  const ctx = limitedTo(100 * kilobyte);
  const { batchId } = await createBatch(ctx, upTo(60 * kilobyte));
  const replacing = (bytes: number) => replaceInput(ctx, { batchId, inputName: 'b.jsonl', content: content(bytes) });
  expect(await whyRefused(replacing(41 * kilobyte))).toMatch(/^wrong_state: The workspace Shop has 40 kB left/);
  expect((await world.load(batchId)).input.name).toBe('a.jsonl');
  await replacing(40 * kilobyte);
  expect(await used()).toBe(40 * kilobyte);
});

test('what is counted are the input, the parts and the results, and nothing once the batch is deleted', async () => {
  const batchId = await world.draft(6);
  world.provider.answer = ({ customId }) => ({ errors: failedLine(customId, 500, 'server_error') });
  await startBatch(world.ctx, { batchId, token: 'first-click' });
  await world.run(batchId);
  world.provider.answer = succeed;
  await retryBatch(world.ctx, { batchId, token: 'second-click', scope: { kind: 'all' } });
  await world.run(batchId);
  const counted = (await storedKeys()).filter((key) => /\/(?:input-[^/]+|payload|output|errors)\.jsonl$/.test(key));
  const sizes = await Promise.all(counted.map((key) => world.storage.files.size(key)));
  expect(await used()).toBe(sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0));
  expect(counted.length).toBeGreaterThan(4);
  await removeBatch(world.ctx, { batchId });
  await runTask(world.ctx, { kind: 'remove', batchId, jobId: null, connectionId: null, dueAt: world.clock.now() });
  expect([await used(), await storedKeys()]).toEqual([0, []]);
});

test('a start is refused without room for what is sent, and what runs is collected however full it is', async () => {
  const lines = Array.from({ length: 6 }, (_, index) => chatLine(`r${index + 1}`));
  const batchId = await world.draft(lines);
  const { bytes } = (await world.load(batchId)).input;
  const start = (limit: number) => startBatch(limitedTo(limit), { batchId, token: 'a-click-of-the-page' });
  expect(await whyRefused(start(2 * bytes - 1))).toMatch(/what is sent of this batch is stored too, up to/);
  expect((await world.load(batchId)).attempts).toEqual([]);
  await start(2 * bytes);
  // Its parts are not written yet, and have their room.
  expect(await used()).toBe(2 * bytes);
  expect(await whyRefused(createBatch(limitedTo(2 * bytes), upTo(1)))).toMatch(/0 bytes left/);
  const record = await world.run(batchId, { ctx: { ...world.ctx, quota: limitedTo(1).quota } });
  expect(record.counts.succeeded).toBe(6);
  expect(await used()).toBeGreaterThan(2 * bytes);
});

test('an upload counts with all that it has promised, until it ends or is a week old', async () => {
  const ctx = limitedTo(100 * kilobyte);
  const address = await serveUploads(ctx);
  const tus = { 'Tus-Resumable': '1.0.0' };
  const begin = (bytes: number) =>
    fetch(address, { method: 'POST', headers: { ...tus, 'Upload-Length': String(bytes) } });
  const [first, second] = await Promise.all([begin(60 * kilobyte), begin(60 * kilobyte)]);
  expect(new Set([first.status, second.status])).toEqual(new Set([201, 422]));
  const [begun, refused] = first.status === 201 ? [first, second] : [second, first];
  expect(await refused.text()).toMatch(/^The workspace Shop has 40 kB left of its 100 kB, and this file has 60 kB\./);
  expect(await used()).toBe(60 * kilobyte);
  await begun.text();
  const url = begun.headers.get('Location') ?? '';
  await fetch(new URL(url, address), { method: 'DELETE', headers: tus });
  expect(await used()).toBe(0);
  const whole = await begin(100 * kilobyte);
  const patched = await fetch(new URL(whole.headers.get('Location') ?? '', address), {
    method: 'PATCH',
    headers: { ...tus, 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream' },
    body: Buffer.alloc(100 * kilobyte, 'x'),
  });
  expect(patched.status).toBe(204);
  expect([await used(), await database.prisma.byteClaim.count()]).toEqual([100 * kilobyte, 0]);
  await database.prisma.batch.deleteMany();
  await begin(100 * kilobyte);
  expect(await used()).toBe(100 * kilobyte);
  expect(await used(new Date(Date.now() + 7 * 24 * 60 * 60 * 1000))).toBe(0);
});
