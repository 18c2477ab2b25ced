import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { findEmbeddedPostgres } from '#lib/db/embedded/find-embedded-postgres.ts';
import { createPool } from '#lib/db/pool.ts';
import { findFreePort } from '#lib/net/free-port.ts';
import { type Product, startProduct } from '#scripts/launcher/product.ts';
import { start, uploadDraft, waitForFinish } from './support/batch-pages.ts';
import { addConnection, connectionCard } from './support/connections.ts';
import { chatLines, jsonlFile } from './support/jsonl-file.ts';
import { sandboxUrlOf } from './support/running-product.ts';
import { linkOf } from './support/set-up-owner.ts';
import { testSettings } from './support/start-product.ts';
import { outerAddress, startTlsProxy } from './support/tls-proxy.ts';

// A machine that is in no network plays it on loopback: the product is opened to every address all the same.
const address = outerAddress() ?? '127.0.0.1';
const key = 'sandbox-key-of-the-team-7Qx4';

let dataDir: string;
let product: Product;
let proxy: AsyncDisposable;
let origin: string;

// A forged address of a client: a browser's own script could send it as well.
const forged = { 'x-forwarded-for': '203.0.113.66', 'x-langbatch-client': '203.0.113.66' };

test.beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'langbatch-e2e-team-'));
  const [port, tlsPort] = [await findFreePort('0.0.0.0'), await findFreePort(address)];
  origin = `https://${address}:${tlsPort}`;
  proxy = await startTlsProxy({ host: address, port: tlsPort }, port);
  product = await startProduct(dataDir, {
    ...testSettings,
    HOST: '0.0.0.0',
    PORT: String(port),
    LANGBATCH_URL: origin,
    LANGBATCH_TRUSTED_PROXIES: '127.0.0.1',
  });
});

test.afterAll(async () => {
  await product.stop();
  await proxy[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true, force: true });
});

async function openBrowser(browser: Browser): Promise<Page> {
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    baseURL: origin,
    extraHTTPHeaders: forged,
    viewport: { width: 1280, height: 800 },
  });
  return context.newPage();
}

async function joinBy(page: Page, link: string, name: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(`${name} has seven green umbrellas`);
  await page.getByRole('button', { name: 'Join' }).click();
  await expect(page).toHaveURL(`${origin}/batches`);
}

async function invite(owner: Page, email: string, role: 'Runner' | 'Viewer'): Promise<string> {
  await owner.goto('/settings/members');
  await owner.getByRole('button', { name: 'Invite' }).click();
  await owner.getByLabel('E-mail').fill(email);
  await owner.getByRole('combobox', { name: 'Role' }).click();
  await owner.getByRole('option', { name: new RegExp(`^${role}`) }).click();
  await owner.getByRole('button', { name: 'Create invitation' }).click();
  return owner.getByLabel('Invitation link').inputValue();
}

test('a team works on a server: set-up link, connection, invitation, batch, and an end at once', async ({
  browser,
}) => {
  // The terminal prints the link on a line of its own, under the public name.
  const link = await linkOf(product);
  expect(link.startsWith(`${origin}/setup?token=`)).toBe(true);

  const owner = await openBrowser(browser);
  const opened = await owner.goto(link);
  expect(opened?.headers()['strict-transport-security']).toBe('max-age=31536000');
  await owner.getByLabel('Name').fill('Ines');
  await owner.getByLabel('E-mail').fill('ines@example.com');
  await owner.getByLabel('Password', { exact: true }).fill('seven green umbrellas');
  await owner.getByRole('button', { name: 'Create owner account' }).click();
  await expect(owner).toHaveURL(`${origin}/batches`);
  const cookies = await owner.context().cookies();
  expect(cookies.map(({ name }) => name).toSorted()).toEqual([
    '__Host-langbatch.device',
    '__Host-langbatch.session_token',
  ]);
  for (const cookie of cookies)
    expect(cookie).toMatchObject({ secure: true, httpOnly: true, sameSite: 'Lax', path: '/', domain: address });

  // A server calls a private address only where a site admin allows it.
  const sandbox = await sandboxUrlOf(dataDir);
  await allowPrivateHosts(owner, '127.0.0.1');
  await addConnection(owner, { name: 'Team account', address: sandbox, key });

  const runner = await openBrowser(browser);
  const seen = keepTexts(runner);
  await joinBy(runner, await invite(owner, 'noor@example.com', 'Runner'), 'Noor');
  await uploadDraft(runner, jsonlFile('letters.jsonl', chatLines(4, 'letter')));
  await start(runner, '4 requests', 'Team account');
  await waitForFinish(runner);
  const batchAddress = runner.url();
  const [download] = await Promise.all([
    runner.waitForEvent('download'),
    (async () => {
      await runner.getByRole('button', { name: 'Download results' }).click();
      await runner.getByRole('menuitem', { name: /JSONL/ }).first().click();
    })(),
  ]);
  const downloaded = await runner.request.get(download.url());
  expect((await downloaded.text()).trim().split('\n')).toHaveLength(4);
  await runner.goto('/connections');
  await expect(connectionCard(runner, 'Team account')).toBeVisible();
  await expect(runner.getByRole('button', { name: /^(?:Add connection|Edit|Remove)/ })).toHaveCount(0);
  await runner.goto(batchAddress);
  await expect(runner.getByText('You started')).toBeVisible();
  expect((await seen()).filter((text) => text.includes(key) || text.includes(key.slice(0, -4)))).toEqual([]);

  const viewer = await openBrowser(browser);
  await joinBy(viewer, await invite(owner, 'vera@example.com', 'Viewer'), 'Vera');
  await viewer.goto(batchAddress);
  await expect(viewer.getByText('Noor started')).toBeVisible();
  await expect(viewer.getByRole('button', { name: /^(?:Retry|Delete batch|Rename|Edit name)/ })).toHaveCount(0);
  await viewer.goto('/batches');
  await expect(
    viewer
      .getByRole('row', { name: /letters/ })
      .getByText('Noor', { exact: true })
      .first(),
  ).toBeVisible();
  await expect(viewer.getByRole('link', { name: 'New batch' })).toHaveCount(0);

  // Everybody came from this machine's own address, whatever their headers said.
  expect(await addressesOfSessions()).toEqual([address]);

  await runner.goto('/batches');
  await expect(runner.getByRole('row', { name: /letters/ })).toBeVisible();
  await owner.goto('/settings/people');
  await owner.getByRole('button', { name: 'More for Noor' }).click();
  await owner.getByRole('menuitem', { name: /^Disable/ }).click();
  await owner.getByRole('button', { name: /^Disable/ }).click();
  await expect(owner.getByText('Disabled').first()).toBeVisible();
  // Her page is open, and nobody touches it.
  await expect(runner).toHaveURL(/\/sign-in\?next=/);
  expect((await runner.request.get('/api/batches')).status()).toBe(401);
  for (const page of [owner, runner, viewer]) await page.context().close();
});

test('nobody gets in past the proxy: by the address behind it, under another name, or without TLS', async ({
  request,
}) => {
  const port = new URL(origin).port;
  for (const url of [origin.replace('https:', 'http:'), `https://localhost:${port}`]) {
    const answer = await request.get(`${url}/api/batches`, { ignoreHTTPSErrors: true }).catch(() => null);
    expect(answer?.status() ?? 'no answer', url).not.toBe(200);
  }
});

/** Every text that the browser gets, pages and data alike. */
function keepTexts(page: Page): () => Promise<readonly string[]> {
  const texts: Promise<string>[] = [];
  page.on('response', (response) => {
    const type = response.headers()['content-type'] ?? '';
    if (/html|json|x-component|jsonl/u.test(type)) texts.push(response.text().catch(() => ''));
  });
  return () => Promise.all(texts);
}

async function allowPrivateHosts(page: Page, hosts: string): Promise<void> {
  await page.goto('/settings/workspaces');
  await page.getByLabel('Hosts that may be called').fill(hosts);
  await page.getByRole('button', { name: 'Save hosts' }).click();
  await expect(page.getByText('The private hosts are saved.')).toBeVisible();
}

async function addressesOfSessions(): Promise<readonly unknown[]> {
  const pool = createPool({ connectionString: (await findEmbeddedPostgres({ dataDir })) ?? '' });
  const { rows } = await pool.query<{ ip_address: string }>('select distinct ip_address from session');
  await pool.end();
  return rows.map((row) => row.ip_address);
}
