import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { apiTable, type ApiOperation } from '#app/_server/api-table.ts';
import { can, type Right, type Role, roleOfToken, roles, tokenScopes } from '#lib/shared/contract/rights.ts';
import { uploadPath } from '#lib/shared/contract/upload.ts';
import { type Product, startProduct } from '#scripts/launcher/product.ts';
import { findAllVerbs } from '#tests/support/all-verbs.ts';
import { testSettings } from './support/start-product.ts';
import { openTeam, type Team } from './support/team.ts';

/** Open to everybody who reaches the server: they tell nothing of anybody. */
const openOperations = new Set(['getHealth', 'getDescription']);

/** The one way to change something that the description leaves out. */
const upload: Pick<ApiOperation, 'id' | 'method' | 'path' | 'input'> = {
  id: 'receiveUpload',
  method: 'post',
  path: uploadPath,
};

interface Asker {
  readonly who: string;
  /** Null for somebody who is not let in. */
  readonly role: Role | null;
  readonly headers: Readonly<Record<string, string>>;
}

let product: Product;
let team: Team;
let dataDir: string;
let rightOf: ReadonlyMap<string, Right>;

test.beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'langbatch-e2e-matrix-'));
  product = await startProduct(dataDir, { ...testSettings, LANGBATCH_ACCOUNTS: 'on' });
  team = await openTeam({ url: product.url, dataDir });
  rightOf = new Map((await findAllVerbs()).map(({ verb }) => [verb.name, verb.right]));
});

test.afterAll(async () => {
  await team[Symbol.asyncDispose]();
  await product.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function ask(method: string, path: string, headers: Readonly<Record<string, string>>): Promise<Response> {
  const abort = new AbortController();
  // What is wrong with a body is said before anybody is asked who they are to send it.
  const body = path.endsWith('/retry') ? { body: '{"scope":{"kind":"all"}}' } : {};
  const response = await fetch(`${product.url}${path}`, {
    method,
    headers,
    redirect: 'manual',
    signal: abort.signal,
    ...body,
  });
  // An event stream would go on for ever.
  if (response.headers.get('content-type')?.startsWith('text/event-stream') === true) abort.abort();
  else await response.arrayBuffer();
  return response;
}

/** As a page of the product asks. */
const session = (cookie: string) => ({ cookie, origin: product.url });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

async function everybody(): Promise<readonly Asker[]> {
  const cookies = await Promise.all(
    roles.toReversed().map(async (role) => [role, await team.cookiesOf(role)] as const),
  );
  const [, ownersCookie = ''] = cookies.find(([role]) => role === 'owner') ?? [];
  const [name = '', value = ''] =
    ownersCookie
      .split('; ')
      .find((cookie) => cookie.includes('session_token'))
      ?.split('=') ?? [];
  const tokens = await Promise.all(
    (['owner', 'runner'] as const).flatMap((role) =>
      tokenScopes.map(async (scope): Promise<Asker> => {
        const headers = bearer(await team.tokenOf(role, scope));
        return { who: `a ${scope} token of a ${role}`, role: roleOfToken(scope, role), headers };
      }),
    ),
  );
  return [
    ...cookies.map(([role, cookie]) => ({ who: `a ${role}`, role, headers: session(cookie) })),
    ...tokens,
    { who: 'somebody disabled', role: null, headers: session(await team.disabledCookies()) },
    ...(await team.endedTokens()).map((token) => ({
      who: 'a token that has ended',
      role: null,
      headers: bearer(token),
    })),
    { who: 'nobody', role: null, headers: {} },
    { who: 'a forged session', role: null, headers: session(`${name}=${value.slice(0, -6)}AAAA%3D`) },
    {
      who: 'a session in other hands: without its signature',
      role: null,
      headers: session(`${name}=${value.split('.')[0]}`),
    },
    { who: 'a forged token', role: null, headers: bearer(`lb_${'A'.repeat(43)}`) },
    {
      who: 'a wrong token beside a good session',
      role: null,
      headers: { ...session(ownersCookie), ...bearer('lb_no') },
    },
  ];
}

function pathOf({ method, path, input }: Pick<ApiOperation, 'method' | 'path' | 'input'>, batchId: string): string {
  const filled = path
    .replace('{batchId}', batchId)
    .replace('{line}', '1')
    .replace('{part}', 'request')
    .replace('{download}', 'input.jsonl');
  if (method === 'post') return filled;
  const wanted = input === undefined ? {} : input._zod.def.shape;
  const query = new URLSearchParams([
    ...('batch' in wanted ? [['batch', 'list']] : []),
    ...('limit' in wanted ? [['limit', '10']] : []),
    ...('column' in wanted ? [['column', 'id']] : []),
    ...(path.endsWith('/retry-preview') ? [['scope', '{"kind":"all"}']] : []),
  ]);
  return `${filled}?${query.toString()}`;
}

test('every operation of the API asks who calls: 401 without a session or token, 403 without the right', async () => {
  const batchId = await team.draftInLocal();
  const people = await everybody();
  const wrong: string[] = [];
  for (const operation of [...apiTable, upload]) {
    const right = rightOf.get(operation.id);
    const isOpen = openOperations.has(operation.id);
    // Whatever is not named after its verb would be judged by nothing.
    const needed = right ?? (operation.id === 'createBatch' ? 'run' : null);
    if (needed === null && !isOpen) wrong.push(`${operation.id} is the operation of no verb`);
    for (const { who, role, headers } of people) {
      const { status } = await ask(operation.method.toUpperCase(), pathOf(operation, batchId), headers);
      const expected = isOpen ? 'let in' : role === null ? '401' : can(role, needed ?? 'own') ? 'let in' : '403';
      const given = status === 401 || status === 403 ? String(status) : status < 500 ? 'let in' : String(status);
      if (given !== expected)
        wrong.push(`${operation.id} asked by ${who}: ${given} (${status}) instead of ${expected}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('a batch of another workspace is as good as none, whoever asks for whatever of it', async () => {
  const elsewhere = await team.elsewhere();
  const local = await team.draftInLocal();
  const none = `batch_${'x'.repeat(20)}`;
  const askers = [
    { headers: session(await team.cookiesOf('owner')), foreign: elsewhere.draft },
    { headers: bearer(await team.tokenOf('owner', 'run')), foreign: elsewhere.draft },
    { headers: session(elsewhere.cookies), foreign: local },
  ];
  const operations = apiTable.filter(({ path }) => path.includes('{batchId}'));
  expect(operations.length).toBeGreaterThan(8);
  for (const operation of operations) {
    for (const { headers, foreign } of askers) {
      const statuses = await Promise.all(
        [foreign, none].map(
          async (id) => (await ask(operation.method.toUpperCase(), pathOf(operation, id), headers)).status,
        ),
      );
      expect(statuses, operation.id).toEqual([404, 404]);
    }
  }
});

test('a token does less as soon as its maker may do less', async () => {
  const headers = bearer(await team.tokenOf('admin', 'run'));
  const start = async () => (await ask('POST', '/api/batches/none/start', headers)).status;
  expect(await start()).toBe(404);
  await team.setRole('admin', 'viewer');
  expect(await start()).toBe(403);
  await team.setRole('admin', 'admin');
  expect(await start()).toBe(404);
});

test('a change in the name of a session comes from a page of ours', async () => {
  const cookie = await team.cookiesOf('owner');
  const start = async (headers: Readonly<Record<string, string>>) =>
    (await ask('POST', '/api/batches/none/start', { cookie, ...headers })).status;
  expect(await start({})).toBe(403);
  expect(await start({ origin: 'https://evil.example' })).toBe(403);
  expect(await start({ 'sec-fetch-site': 'cross-site' })).toBe(403);
  expect(await start({ origin: product.url })).toBe(404);
});

test('a page is shown to members alone: everybody else goes to the sign-in', async () => {
  const pages = [
    '/',
    '/batches',
    '/batches/new',
    '/batches/none',
    '/connections',
    '/errors',
    '/account',
    '/settings/members',
    '/settings/audit',
  ];
  const askers: readonly Readonly<Record<string, string>>[] = [
    {},
    bearer(await team.tokenOf('owner', 'run')),
    { cookie: 'langbatch.session_token=x.y' },
  ];
  for (const page of pages) {
    for (const headers of askers) {
      const response = await ask('GET', page, headers);
      const leadsToSignIn = response.headers.get('location')?.includes('/sign-in');
      expect([page, response.status, leadsToSignIn]).toEqual([page, 307, true]);
    }
  }
});
