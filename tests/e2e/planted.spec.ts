import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { findEmbeddedPostgres } from '#lib/db/embedded/find-embedded-postgres.ts';
import { createPool } from '#lib/db/pool.ts';
import { type Product, startProduct } from '#scripts/launcher/product.ts';
import { startAnswering } from '#tests/support/answering-server.ts';
import { waitForEnd } from './support/batch-api.ts';
import { uploadDraft } from './support/batch-pages.ts';
import { addConnection, connectionCard } from './support/connections.ts';
import { chatLine, chatLines, jsonlFile } from './support/jsonl-file.ts';
import { type RunningProduct, sandboxUrlOf } from './support/running-product.ts';
import { openSeed, type Seed } from './support/seed.ts';
import { testSettings } from './support/start-product.ts';

/** Runs as soon as anything takes it for markup, in a text or in an attribute. */
const markup = (place: string): string => `${place}"'><img src=x onerror="window.ran=1"><script>window.ran=1</script>`;

const key = `sk-marker-${randomUUID()}`;
const wrongKey = `sk-marker-wrong-${randomUUID()}`;
const password = `marker password ${randomUUID()}`;
/** As texts may hold them: none of these is to be found anywhere. */
const secrets = { key, 'the end of the key': key.slice(-12), 'a key that was refused': wrongKey, password };

let product: Product & RunningProduct;
let context: BrowserContext;
let seed: Seed;

test.beforeAll(async ({ browser }) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'langbatch-e2e-planted-'));
  const started = await startProduct(dataDir, { ...testSettings, LANGBATCH_ACCOUNTS: 'on' });
  product = { ...started, dataDir, sandboxUrl: await sandboxUrlOf(dataDir) };
  context = await browser.newContext({ baseURL: product.url, viewport: { width: 1280, height: 800 } });
  seed = await openSeed(product);
});

test.afterAll(async () => {
  await context.close();
  await seed.close();
  await product.stop();
  await rm(product.dataDir, { recursive: true, force: true });
});

interface Watch {
  /** Every page, part of a page and piece of JSON that came, with its address. */
  readonly texts: () => Promise<readonly Place[]>;
  /** Dialogs, and what the policy of a page has kept from running or loading. */
  readonly broken: readonly string[];
}

function watch(): Watch {
  const texts: Promise<readonly [string, string]>[] = [];
  const broken: string[] = [];
  context.on('response', (response) => {
    const isText = /html|json|x-component|javascript|csv|plain/u.test(response.headers()['content-type'] ?? '');
    if (isText && !response.url().includes('/_next/static/'))
      texts.push(
        response.text().then(
          (text) => [response.url(), text] as const,
          () => ['', ''] as const,
        ),
      );
  });
  context.on('dialog', (dialog) => {
    broken.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  context.on('console', (message) => {
    if (/Content Security Policy|Refused to/u.test(message.text())) broken.push(message.text());
  });
  return { texts: () => Promise.all(texts), broken };
}

async function setUpOwner(page: Page): Promise<void> {
  await expect.poll(product.output).toMatch(/^http\S+\/setup\?token=\S+$/m);
  await page.goto(/^http\S+\/setup\?token=\S+$/m.exec(product.output())?.[0] ?? '');
  await page.getByLabel('Name').fill(markup('Owner').slice(0, 80));
  await page.getByLabel('E-mail').fill('ines@example.com');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Create owner account' }).click();
  await expect(page).toHaveURL('/batches');
}

/** What is named by people, and the links and the token that are shown once. */
async function nameThings(page: Page): Promise<{ readonly link: string; readonly token: string }> {
  await page.goto('/settings/workspaces');
  await page.getByLabel('Hosts that may be called').fill('127.0.0.1');
  await page.getByRole('button', { name: 'Save hosts' }).click();
  await expect(page.getByText('The private hosts are saved.')).toBeVisible();
  await page.goto('/settings/members');
  await page.getByRole('button', { name: 'Invite' }).click();
  await page.getByLabel('E-mail').fill('vera@example.com');
  await page.getByRole('button', { name: 'Create invitation' }).click();
  const link = await page.getByLabel('Invitation link').inputValue();
  await page.goto('/account');
  await page.getByLabel('Name', { exact: true }).fill(markup('Token').slice(0, 80));
  await page.getByRole('button', { name: 'Create token' }).click();
  return { link, token: await page.getByLabel('Token', { exact: true }).inputValue() };
}

async function createWorkspace(page: Page): Promise<void> {
  await page.goto('/settings/workspaces');
  await page.getByLabel('Name of the new workspace').fill(markup('W').slice(0, 60));
  await page.getByRole('button', { name: 'Create workspace' }).click();
  await expect(page).toHaveURL(/\/batches\?workspace=/);
}

/** A provider that writes markup into all it answers, and repeats the key that it was sent. */
function answerLines(): { readonly output: string; readonly errors: string } {
  const answer = (customId: string, response: unknown): string =>
    `${JSON.stringify({ id: 'r', custom_id: customId, response, error: null })}\n`;
  const content = markup('Answer');
  return {
    output: answer(markup('id-1'), {
      status_code: 200,
      body: { model: markup('model'), choices: [{ message: { role: 'assistant', content }, finish_reason: 'stop' }] },
    }),
    errors: answer('id-2', {
      status_code: 400,
      body: { error: { message: markup('Refused'), code: markup('code'), type: markup('type') } },
    }),
  };
}

async function startEcho(): Promise<{ readonly url: string; readonly close: () => void }> {
  const server = createServer((request, response) => {
    request.resume();
    const message = `${markup('Wrong key')} ${String(request.headers.authorization)}`;
    response.writeHead(401, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { message } }));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port.');
  return { url: `http://127.0.0.1:${address.port}/v1`, close: () => server.close() };
}

async function makeBatches(): Promise<{ readonly ids: readonly string[]; readonly close: () => Promise<void> }> {
  const answering = await startAnswering(answerLines());
  const echo = await startEcho();
  const evil = await seed.connection({ name: markup('Evil').slice(0, 80), address: answering.baseURL, key });
  const wrong = await seed.connection({ name: 'Wrong', address: echo.url, key: wrongKey });
  const own = await seed.connection({ name: 'Own', address: product.sandboxUrl, key });
  const name = `${markup('file').slice(0, 120)}.jsonl`;
  const asked = [chatLine({ customId: markup('id-1'), text: markup('Question') }), chatLine({ customId: 'id-2' })];
  const failing = ['good', 'long [[sandbox:400]]', 'fault [[sandbox:500 once]]'].map((text) =>
    chatLine({ customId: text, text, body: { user: randomUUID() } }),
  );
  const ids = [
    await seed.start(jsonlFile(name, asked), evil),
    await seed.start(jsonlFile('held.jsonl', chatLines(2)), wrong),
    await seed.start(jsonlFile('mixed.jsonl', failing), own),
    await seed.draft(jsonlFile('broken.jsonl', [`{"custom_id":${JSON.stringify(markup('bad'))}}`, markup('no JSON')])),
  ];
  return {
    ids,
    close: async () => {
      echo.close();
      await answering[Symbol.asyncDispose]();
    },
  };
}

/** All tabs of the first, and the others as they open. */
function pagesOf([first = '', ...others]: readonly string[]): readonly string[] {
  const tabs = [
    '',
    '?tab=failures',
    '?tab=requests',
    '?tab=requests&request=1',
    '?tab=requests&request=2',
    '?tab=downloads',
  ];
  return [
    ...tabs.map((tab) => `/batches/${first}${tab}`),
    ...others.map((id) => `/batches/${id}`),
    '/batches?workspace=local',
    '/batches/new?workspace=local',
    '/connections?workspace=local',
    '/errors',
    '/account?workspace=local',
    '/settings/members?workspace=local',
    '/settings/people',
    '/settings/workspaces',
    '/no-such-page',
    `/batches?workspace=local&search=${encodeURIComponent(markup('q'))}`,
  ];
}

test('markup in whatever people and providers write is shown as text, and a key is found nowhere', async () => {
  const seen = watch();
  const page = await context.newPage();
  await setUpOwner(page);
  const { link, token } = await nameThings(page);
  await addConnection(page, { name: 'By hand', address: product.sandboxUrl, key });
  const { ids, close } = await makeBatches();
  const draft = await uploadDraft(page, jsonlFile(`${markup('upload').slice(0, 100)}.jsonl`, chatLines(2)));
  const [evil = '', , mixed = ''] = ids;
  for (const id of [evil, mixed]) await waitForEnd(page.request, id);
  const retried = await page.request.post(`/api/batches/${mixed}/retry`, {
    headers: { origin: product.url },
    data: { scope: { kind: 'curable' } },
  });
  const asked = await page.request.get('/api/batches', { headers: { authorization: `Bearer ${token}` } });
  expect([retried.status(), asked.status()]).toEqual([200, 200]);
  await page.goto('/connections');
  for (const [name, said] of [
    ['By hand', /Works\./u],
    ['Wrong', /key/iu],
  ] as const) {
    await connectionCard(page, name).getByRole('button', { name: 'Test connection' }).click();
    await expect(connectionCard(page, name)).toContainText(said);
  }
  await waitForEnd(page.request, mixed);
  await createWorkspace(page);

  for (const path of pagesOf([...ids, draft])) {
    await page.goto(path);
    await expect(page.getByRole('heading').first()).toBeVisible();
    expect(await page.evaluate(() => 'ran' in window), path).toBe(false);
    expect(await page.locator('img[src="x"]').count(), path).toBe(0);
  }
  await page.goto(`/batches/${evil}?tab=requests&request=1`);
  await expect(page.getByText('<img src=x onerror="window.ran=1">').first()).toBeVisible();
  expect(seen.broken).toEqual([]);

  const pages = await seen.texts();
  expect(pages.length).toBeGreaterThan(40);
  const kept = await everythingKept();
  const places = [...pages, ...(await readData(page, ids)), ...kept];
  for (const [what, secret] of Object.entries(secrets)) expect(placesOf(secret, places), what).toEqual([]);
  // What is shown once is kept nowhere, and in no other answer than the one that shows it.
  for (const shown of [token, new URL(link).searchParams.get('token') ?? '']) {
    expect(shown.length).toBeGreaterThan(40);
    expect(placesOf(shown, kept)).toEqual([]);
    expect(placesOf(shown, pages).length).toBeLessThan(2);
  }
  await page.close();
  await close();
});

type Place = readonly [name: string, text: string];

function placesOf(secret: string, places: readonly Place[]): readonly string[] {
  return places.filter(([, text]) => text.includes(secret)).map(([name]) => name);
}

const downloads = [
  'results.jsonl',
  'results.csv',
  'results.xlsx',
  'failed-requests.jsonl',
  'errors.jsonl',
  'input.jsonl',
];
const parts = ['requests/1', 'requests/1/answer.txt', 'requests/1/answer.json', 'requests/1/request.json'];
const lists = ['', 'requests?limit=50', 'causes', 'problems?limit=50'];

/** What is downloaded or opened by itself, which is no page either. */
async function readData(page: Page, ids: readonly string[]): Promise<readonly Place[]> {
  const ofBatches = ids.flatMap((id) => [...lists, ...downloads, ...parts].map((name) => `/api/batches/${id}/${name}`));
  const paths = [...ofBatches, '/api/batches', '/api/batches?workspace=local', '/api/connections?workspace=local'];
  const read: Place[] = [];
  for (const path of paths.map((each) => each.replace(/\/$/u, ''))) {
    const response = await page.request.get(path);
    expect([200, 400, 404, 409], path).toContain(response.status());
    expect(response.headers()['content-type'], path).not.toContain('html');
    expect(response.headers()['content-security-policy'], path).toContain('sandbox');
    read.push([path, await response.text()]);
  }
  return read;
}

/** Whatever stays: each table of the database as text, and each file of the data folder. */
async function everythingKept(): Promise<readonly Place[]> {
  const pool = createPool({ connectionString: (await findEmbeddedPostgres({ dataDir: product.dataDir })) ?? '' });
  const { rows: tables } = await pool.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  expect(tables.length).toBeGreaterThan(20);
  const dumped: (readonly [string, string])[] = [];
  for (const { name } of tables) {
    const { rows } = await pool.query<{ text: string }>(`select t::text as text from ${name} t`);
    dumped.push([name, rows.map(({ text }) => text).join('\n')]);
  }
  await pool.end();
  const files = await readdir(product.dataDir, { recursive: true, withFileTypes: true });
  const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
  const texts = await Promise.all(paths.map(async (path) => [path, await readFile(path, 'latin1')] as const));
  return [...dumped, ...texts, ['the terminal', product.output()]];
}
