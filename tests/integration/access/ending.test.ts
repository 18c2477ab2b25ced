import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { answerRequest, type RouteRead } from '#app/_server/answer-request.ts';
import { answerWrite } from '#app/_server/answer-write.ts';
import { contextFor, guardFor, toReadApi } from '#app/_server/context-for.ts';
import { openEventStream } from '#app/_server/event-stream.ts';
import { guardRequest, withGuard } from '#app/_server/guarded-body.ts';
import { createOpenStreams } from '#app/_server/open-streams.ts';
import { streamDownload } from '#app/_server/stream-response.ts';
import { wholeBody } from '#app/_server/whole-body.ts';
import { signOut } from '#lib/accounts/door/sign-out.ts';
import { changePassword } from '#lib/accounts/own/change-password.ts';
import { endOtherSessions } from '#lib/accounts/own/end-other-sessions.ts';
import { endSession } from '#lib/accounts/own/end-session.ts';
import { disablePerson } from '#lib/accounts/people/disable-person.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { Members } from '#lib/contracts/members.ts';
import { createChangeFeed } from '#lib/db/change-feed.ts';
import type { ChangeFeed } from '#lib/db/change-feed.ts';
import { localWorkspace } from '#lib/shared/contract/workspace.ts';
import { createMemberStore } from '#lib/storage/prisma/member-store.ts';
import { receiveUpload } from '#lib/uploads/receive-upload.ts';
import { createUploadServer } from '#lib/uploads/upload-server.ts';
import type { Accounts } from '#lib/wiring/create-accounts.ts';
import { addSignedIn, asker, openAccounts, owner, personOf, setUpOwner, signInOwner } from '#tests/support/accounts.ts';
import { openDatabaseDoor } from '#tests/support/database-door.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';
import { silentLog } from '#tests/support/silent-log.ts';
import { makeContext, makeFileStore } from '#tests/unit/lib/uploads/upload-fixture.ts';

const database = usePrismaDatabase();
const origin = 'https://batches.example.org';
let door: Awaited<ReturnType<typeof openDatabaseDoor>>;
let feed: ChangeFeed;
let accounts: Accounts;
let files: Awaited<ReturnType<typeof makeFileStore>>;
/** The browser that ends things, and the one in which they end. */
let here: string;
let there: string;

beforeEach(async () => {
  // The look of each minute never comes: what ends here was announced.
  vi.useFakeTimers({ toFake: ['setInterval'] });
  await database.prisma.person.deleteMany();
  await database.prisma.attemptLimit.deleteMany();
  files = await makeFileStore();
  door = await openDatabaseDoor(new URL(database.url));
  feed = createChangeFeed({ connectionString: door.url, log: silentLog, retryMs: { first: 10, last: 20 } });
  const listens = vi.fn<() => void>();
  feed.access.subscribe('you', listens);
  accounts = await openAccounts(database, origin, feed.access);
  here = await setUpOwner(accounts);
  there = await signInOwner(accounts);
  await vi.waitFor(() => expect(listens).toHaveBeenCalled());
});

afterEach(async () => {
  vi.useRealTimers();
  await feed.close();
  await door.close();
});

const headersOf = (cookies: string) => ({ host: 'batches.example.org', origin, cookie: cookies });
const runtime = () => ({ accounts, context: (): Context => makeContext(files) });
const processFor = (cookies: string) => ({
  origins: new Set([origin]),
  getContext: () => contextFor(runtime(), new Headers(headersOf(cookies)), {}, toReadApi),
  guard: (ctx: Context) => Promise.resolve(guardFor(runtime(), ctx, silentLog)),
  log: silentLog,
});

function read(cookies: string, route: RouteRead): Promise<Response> {
  const request = new Request(`${origin}/api/x`, { headers: headersOf(cookies) });
  return answerRequest({ request, params: Promise.resolve({}) }, { read: route, query: {} }, processFor(cookies));
}

const openEvents = (cookies: string): Promise<Response> =>
  read(cookies, (_call, { request }) => {
    const watch = { batchId: null, isOutdated: false, subscribe: () => () => {} };
    return Promise.resolve(openEventStream({ ...watch, signal: request.signal, streams: createOpenStreams() }));
  });

const openDownload = (cookies: string): Promise<Response> =>
  read(cookies, () => {
    const download = { fileName: 'results.jsonl', contentType: 'application/jsonl', content: endless() };
    return streamDownload(download, silentLog);
  });

async function* endless(): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode('{}\n');
  await new Promise(() => {});
}

/** A body of which more might come for ever. */
const openBody = (): ReadableStream<Uint8Array> =>
  new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode('{"a":1}\n')) });

const inMembers = (work: (members: Members) => Promise<void>): Promise<void> =>
  database.prisma.$transaction((tx) => work(createMemberStore(tx, localWorkspace.id)));

const ways: readonly (readonly [string, () => Promise<unknown>])[] = [
  [
    'is ended in the list of sessions',
    async () => endSession(await personOf(accounts, here), { sessionId: (await personOf(accounts, there)).sessionId }),
  ],
  ['is ended with all others', async () => endOtherSessions(await personOf(accounts, here))],
  [
    'has another password',
    async () =>
      changePassword(await personOf(accounts, here), {
        currentPassword: owner.password,
        password: 'eight purple bicycles',
      }),
  ],
  ['signs out', () => signOut(accounts.door(asker(there)))],
  [
    'is disabled',
    async () => {
      const { cookies } = await addSignedIn(database, accounts, { name: 'Marek', isSiteAdmin: true, role: 'owner' });
      await disablePerson(await personOf(accounts, cookies), { personId: 'you' });
    },
  ],
  ['gets another role', () => inMembers((members) => members.changeRole('you', 'viewer'))],
  ['is removed from the workspace', () => inMembers((members) => members.remove('you'))],
];

describe.each(ways)('whoever %s', (_way, end) => {
  test('loses their event stream and their download at once', async () => {
    const [events, download] = await Promise.all([openEvents(there), openDownload(there)]);
    const both = Promise.allSettled([events.text(), download.text()]);
    await end();
    const [said, broken] = await both;
    expect(said.status === 'fulfilled' ? said.value : said).toMatch(/event: access\ndata: \{\}\n\n$/);
    expect(broken).toMatchObject({ status: 'rejected', reason: { code: 'signed_out' } });
  });
});

test('whoever is at another browser goes on', async () => {
  const mine = await openEvents(here);
  const heard = vi.fn<() => void>();
  const whole = mine.text().then(heard);
  const theirs = (await openEvents(there)).text();
  await endOtherSessions(await personOf(accounts, here));
  await theirs;
  expect(heard).not.toHaveBeenCalled();
  await signOut(accounts.door(asker(here)));
  await whole;
});

test('an upload under way breaks off, and nothing is made of it', async () => {
  const server = createUploadServer({ path: '/api/tus', describeError: () => ({ status: 500, message: 'broken' }) });
  const begin = new Request(`${origin}/api/tus`, {
    method: 'POST',
    headers: { 'tus-resumable': '1.0.0', 'upload-length': '100', 'upload-metadata': `filename ${btoa('a.jsonl')}` },
  });
  const { getContext, guard: guardOf } = processFor(there);
  const ctx = await getContext();
  const location = (await receiveUpload(ctx, { server, request: begin })).headers.get('location') ?? '';
  const guard = await guardOf(ctx);
  const init = {
    method: 'PATCH',
    headers: { 'tus-resumable': '1.0.0', 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
    body: openBody(),
    duplex: 'half',
  };
  const patch = new Request(new URL(location, origin), init);
  const answered = receiveUpload(withGuard(ctx, guard), { server, request: guardRequest(patch, guard) });
  await endOtherSessions(await personOf(accounts, here));
  expect((await answered.catch(() => null))?.ok ?? false).toBe(false);
  expect(guard.signal.aborted).toBe(true);
  expect(await ctx.storage.listBatchIds({ limit: 10 })).toEqual([]);
});

test('a body that a program sends is answered 401 before it has come', async () => {
  const init = { method: 'POST', headers: headersOf(there), body: openBody(), duplex: 'half' } as const;
  const write = async (_call: unknown, { request }: { readonly request: Request }): Promise<unknown> =>
    Array.fromAsync(wholeBody(request));
  const answered = answerWrite(
    { request: new Request(`${origin}/api/batches`, init), params: Promise.resolve({}) },
    { write, status: 201 },
    processFor(there),
  );
  await endOtherSessions(await personOf(accounts, here));
  const response = await answered;
  expect([response.status, await response.json()]).toMatchObject([401, { error: { code: 'signed_out' } }]);
});

test('what ended while nothing could be heard ends as soon as it can be', async () => {
  const events = (await openEvents(there)).text();
  door.shut();
  await endOtherSessions(await personOf(accounts, here));
  door.open();
  expect(await events).toMatch(/event: access/);
});

test('what ended between the look at the session and the answer ends too', async () => {
  const { getContext, guard } = processFor(there);
  const ctx = await getContext();
  await endOtherSessions(await personOf(accounts, here));
  const { signal } = await guard(ctx);
  await vi.waitFor(() => expect(signal.aborted).toBe(true));
});
