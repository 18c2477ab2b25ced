import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import type { Pool } from 'pg';
import { apiTable } from '#app/_server/api-table.ts';
import { accessChannel } from '#lib/db/access-channel.ts';
import { findEmbeddedPostgres } from '#lib/db/embedded/find-embedded-postgres.ts';
import { createPool } from '#lib/db/pool.ts';
import type { Role } from '#lib/shared/contract/rights.ts';
import { startProduct } from '#scripts/launcher/product.ts';
import { expectAccessible } from './support/faces.ts';
import { chatLines, jsonlFile } from './support/jsonl-file.ts';
import { mixedLines } from './support/mixed-outcomes.ts';
import { type RunningProduct, sandboxUrlOf } from './support/running-product.ts';
import { openSeed } from './support/seed.ts';
import { testSettings } from './support/start-product.ts';
import { expect, test as sharedTest } from './support/test.ts';

const password = 'seven green umbrellas';

/** A product with accounts, and Ines who owns it. */
interface Team extends RunningProduct {
  /** A browser in which Ines is signed in. */
  readonly owner: BrowserContext;
  /** A browser in which somebody is signed in whom she has just made a member of Local, with her own password. */
  readonly member: (name: string, role: Role) => Promise<BrowserContext>;
  readonly pool: Pool;
  readonly setRole: (name: string, role: Role) => Promise<void>;
}

const test = sharedTest.extend<object, { readonly team: Team }>({
  baseURL: undefined,
  team: [
    async ({ browser }, use) => {
      const dataDir = await mkdtemp(join(tmpdir(), 'langbatch-e2e-roles-'));
      const product = await startProduct(dataDir, { ...testSettings, LANGBATCH_ACCOUNTS: 'on' });
      const pool = createPool({ connectionString: (await findEmbeddedPostgres({ dataDir })) ?? '' });
      await expect.poll(product.output).toMatch(/^http\S+\/setup\?token=\S+$/m);
      const link = /^http\S+\/setup\?token=\S+$/m.exec(product.output())?.[0] ?? '';
      const addMember = async (name: string, role: Role): Promise<string> => {
        const [id, email] = [randomUUID(), `${name.toLowerCase()}@example.com`];
        await pool.query(
          `insert into person (id, name, email, email_verified, created_at, updated_at) values ($1, $2, $3, true, now(), now())`,
          [id, name, email],
        );
        await pool.query(
          `insert into credential (id, account_id, provider_id, person_id, password, created_at, updated_at)
           select $1, $1, provider_id, $1, password, now(), now() from credential where person_id = 'you'`,
          [id],
        );
        await pool.query(
          `insert into member (workspace_id, person_id, role, created_at) values ('local', $1, $2, now())`,
          [id, role],
        );
        return email;
      };
      await use({
        pool,
        url: product.url,
        sandboxUrl: await sandboxUrlOf(dataDir),
        dataDir,
        owner: await setUpOwner(browser, link),
        member: async (name, role) => signIn(browser, product.url, await addMember(name, role)),
        setRole: async (name, role) => {
          await pool.query(
            `with changed as (update member m set role = $2 from person p where p.id = m.person_id and p.name = $1 returning p.id)
             select pg_notify($3, id) from changed`,
            [name, role, accessChannel],
          );
        },
      });
      await pool.end();
      await product.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
});

async function setUpOwner(browser: Browser, link: string): Promise<BrowserContext> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link);
  await page.getByLabel('Name').fill('Ines');
  await page.getByLabel('E-mail').fill('ines@example.com');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Create owner account' }).click();
  await page.waitForURL(/\/batches$/);
  await page.close();
  return context;
}

/** With accounts no private address is called unless a site admin allows it, not even of this machine. */
async function allowLoopback({ owner, url }: Team): Promise<void> {
  const page = await owner.newPage();
  await page.goto(`${url}/settings/workspaces`);
  await page.getByLabel('Hosts that may be called').fill('127.0.0.1');
  await page.getByRole('button', { name: 'Save hosts' }).click();
  await expect(page.getByText('The private hosts are saved.')).toBeVisible();
  await page.close();
}

async function signIn(browser: Browser, url: string, email: string): Promise<BrowserContext> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${url}/sign-in`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/\/batches$/);
  await page.close();
  return context;
}

/** What a viewer may not do, by what buttons and links for it are called. */
const forbidden =
  /^(New batch|Try it with sample data|New sample batch|Add connection|Edit|Edit name|Test connection|Remove|More for|Enter a new key|Correct the address|Start|Finish setting up|Change|Retry|Other retries|Cancel batch|Delete batch|Try now|Use this connection|Upload a corrected|Convert|Look again|Send .* again|Give up|Rename|Delete|Create workspace|Open connections|Open the connection)/u;

/** These leave the page, or change nothing but its colours. */
const leftAlone = /^(?:Light or dark|Keys|.*, account)$/u;

/** Opens the page, and waits until its buttons do something. */
async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
  const isAlive = () => {
    const button = document.querySelector('header button');
    return button !== null && Object.keys(button).some((key) => key.startsWith('__reactProps'));
  };
  await expect.poll(() => page.evaluate(isAlive)).toBe(true);
}

/** Presses each button that is to be seen, and opens the menus; gives the names of all, with those of the items. */
async function pressEverything(page: Page, path: string): Promise<readonly string[]> {
  const buttons = page.locator('button:visible:enabled');
  const pressed: string[] = [];
  await open(page, path);
  for (let index = 0; index < (await buttons.count()); index += 1) {
    const name = await nameOf(page, index);
    if (leftAlone.test(name)) continue;
    // What an earlier press has opened may lie over it.
    await buttons
      .nth(index)
      .click({ timeout: 2000 })
      .catch(() => open(page, path).then(() => buttons.nth(index).click({ timeout: 10_000 })));
    pressed.push(name, ...(await page.getByRole('menuitem').allInnerTexts()).map((item) => item.trim()));
    await page.keyboard.press('Escape');
    if (page.url() !== path || (await page.getByRole('dialog').count()) > 0) await open(page, path);
  }
  return pressed;
}

async function nameOf(page: Page, index: number): Promise<string> {
  const button = page.locator('button:visible:enabled').nth(index);
  return (await button.getAttribute('aria-label', { timeout: 10_000 })) ?? (await button.innerText()).trim();
}

// One after the other, at one product.
test.describe.configure({ mode: 'default' });

test('a viewer sees all, and finds no button that would be refused', async ({ team }) => {
  await allowLoopback(team);
  const seed = await openSeed(team);
  const finished = await seed.finish(jsonlFile('mixed.jsonl', mixedLines()));
  const draft = await seed.draft(jsonlFile('draft.jsonl', [...chatLines(2), 'no JSON']));
  const refused = await seed.connection({ name: 'Refused', address: team.sandboxUrl, key: 'sandbox-refuse-me-zq9x' });
  const held = await seed.start(jsonlFile('held.jsonl', chatLines(3)), refused);
  await seed.close();
  const context = await team.member('Vera', 'viewer');
  const page = await context.newPage();
  const refusals: string[] = [];
  page.on('response', (response) => {
    if (response.status() === 403) refusals.push(response.url());
    if (response.request().method() !== 'POST') return;
    // An action says in its answer what its status does not.
    void response.text().then(
      (text) => text.includes('"forbidden"') && refusals.push(response.url()),
      () => undefined,
    );
  });
  await page.goto(`${team.url}/batches/${held}`);
  await expect(page.getByText('Needs you').first()).toBeVisible();
  await expect(page.getByText('An admin of the workspace can enter a new key.')).toBeVisible();
  const pages = [
    '/batches',
    `/batches/${finished}`,
    `/batches/${finished}?tab=failures`,
    `/batches/${finished}?tab=requests&request=2`,
    `/batches/${finished}?tab=downloads`,
    `/batches/${draft}`,
    `/batches/${held}`,
    '/batches/new',
    '/connections',
    '/errors',
    '/settings/workspaces',
  ];
  for (const path of pages) {
    await open(page, `${team.url}${path}`);
    const offered = await page.locator('main').locator('button:visible, a:visible').allInnerTexts();
    const labels = await page
      .locator('main [aria-label]:is(button, a):visible')
      .evaluateAll((elements) => elements.map((element) => element.getAttribute('aria-label') ?? ''));
    expect(
      [...offered, ...labels].filter((name) => forbidden.test(name.trim())),
      path,
    ).toEqual([]);
    const pressed = await pressEverything(page, `${team.url}${path}`);
    expect(
      pressed.filter((name) => forbidden.test(name)),
      path,
    ).toEqual([]);
  }
  expect(refusals).toEqual([]);

  // Who started what, by name.
  await page.goto(`${team.url}/batches`);
  await expect(page.getByRole('columnheader', { name: 'Started by' })).toBeVisible();
  await expect(page.getByRole('row', { name: /mixed/ }).getByText('Ines', { exact: true }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Mine' }).click();
  await expect(page).toHaveURL(/mine=true/);
  await expect(page.getByText('No batch matches this search.')).toBeVisible();
  await page.goto(`${team.url}/batches/${finished}`);
  await expect(page.getByText('Ines started')).toBeVisible();
  await expect(page.getByRole('term').filter({ hasText: 'Started by' })).toBeVisible();
  await page.goto(`${team.url}/batches/new`);
  await expect(page.getByText('Your role in this workspace is viewer')).toBeVisible();
  await expectAccessible(page, 'new batch for a viewer');
  await page.goto(`${team.url}/connections`);
  await expect(page.getByText('saved', { exact: true }).first()).toBeVisible();
  expect(await page.content()).not.toContain('zq9x');

  // Who may do more sees it in the open page.
  await page.goto(`${team.url}/batches`);
  await expect(page.getByRole('row', { name: /mixed/ }).first()).toBeVisible();
  await expect(page.getByRole('link', { name: 'New batch' })).toHaveCount(0);
  await team.setRole('Vera', 'runner');
  await expect(page.getByRole('link', { name: 'New batch' }).first()).toBeVisible();
  await context.close();
});

test('the audit log says who did what: an admin narrows it and saves it, and nobody else finds it', async ({
  team,
}) => {
  const admin = await (await team.member('Ada', 'admin')).newPage();
  await admin.goto(`${team.url}/settings/members`);
  await admin.getByRole('button', { name: 'Invite' }).click();
  await admin.getByLabel('E-mail').fill('+audited@example.com');
  await admin.getByRole('button', { name: 'Create invitation' }).click();
  await expect(admin.getByLabel('Invitation link')).toBeVisible();
  await admin.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'Audit log' }).click();
  const row = admin.getByRole('row', { name: /Ada Invited \+audited@example\.com/ });
  await expect(row).toContainText('role:');
  await admin.getByRole('combobox', { name: 'What was done' }).selectOption({ label: 'Invited' });
  await expect(admin).toHaveURL(/verb=invite/);
  await admin.getByRole('searchbox', { name: 'Thing' }).fill('nothing like it');
  await expect(admin.getByText('No change matches these filters.')).toBeVisible();
  await admin.getByRole('button', { name: 'Clear filters' }).click();
  await expect(row).toBeVisible();
  await expect(admin.getByRole('combobox', { name: 'Log' })).toHaveCount(0);
  await expectAccessible(admin, 'audit log');
  const csv = await admin.request.get(`${team.url}/api/audit.csv?verb=invite`);
  expect([csv.status(), csv.headers()['content-type']]).toEqual([200, 'text/csv; charset=utf-8']);
  expect(await csv.text()).toContain(",'+audited@example.com,");
  expect((await admin.request.get(`${team.url}/api/audit.csv?log=installation`)).status()).toBe(403);

  // Ines, who set LangBatch up, is a site admin too.
  const owner = await team.owner.newPage();
  await owner.goto(`${team.url}/settings/audit`);
  await owner.getByRole('combobox', { name: 'Log' }).selectOption({ label: 'This LangBatch' });
  await expect(owner.getByRole('row', { name: /Ines Set up LangBatch/ })).toBeVisible();
  const viewer = await (await team.member('Vito', 'viewer')).newPage();
  await viewer.goto(`${team.url}/settings/members`);
  await expect(viewer.getByRole('link', { name: 'Workspaces' })).toBeVisible();
  await expect(viewer.getByRole('link', { name: 'Audit log' })).toHaveCount(0);
  await viewer.goto(`${team.url}/settings/audit`);
  await expect(viewer.getByRole('heading', { level: 1 }).last()).toContainText(/not/i);
  expect((await viewer.request.get(`${team.url}/api/audit.csv`)).status()).toBe(403);
  for (const page of [admin, owner, viewer]) await page.close();
});

test('two tabs in two workspaces stay apart, and nobody else finds the other one', async ({ team }) => {
  const early = await team.owner.newPage();
  await early.goto(`${team.url}/connections`);
  const shop = await team.owner.newPage();
  await shop.goto(`${team.url}/settings/workspaces`);
  await shop.getByLabel('Name of the new workspace').fill('The Shop');
  await expectAccessible(shop, 'workspaces');
  await shop.getByRole('button', { name: 'Create workspace' }).click();
  await expect(shop).toHaveURL(`${team.url}/batches?workspace=the-shop`);
  await expect(shop.getByRole('button', { name: 'Workspace: The Shop' })).toBeVisible();

  const local = await team.owner.newPage();
  await local.goto(`${team.url}/batches?workspace=local`);
  await expect(local.getByRole('button', { name: 'Workspace: Local' })).toBeVisible();
  await local.getByRole('link', { name: 'Connections' }).click();
  await expect(local).toHaveURL(`${team.url}/connections?workspace=local`);

  // Its own sandbox is there, and what is made in one tab is made in its workspace.
  await shop.getByRole('button', { name: 'Try it with sample data' }).click();
  await expect(shop).toHaveURL(/\/batches\/\w+\?workspace=the-shop$/);
  const batchId = new URL(shop.url()).pathname.split('/').at(-1) ?? '';
  await shop.getByRole('button', { name: /^Start 24 requests/ }).click();
  await expect(shop.getByText('Finished').first()).toBeVisible({ timeout: 90_000 });
  const [download] = await Promise.all([
    shop.waitForEvent('download'),
    (async () => {
      await shop.getByRole('button', { name: 'Download results' }).click();
      await shop.getByRole('menuitem', { name: /CSV/ }).click();
    })(),
  ]);
  expect(await download.failure()).toBeNull();

  // A tab from before there were two makes things in its own, and shows nothing of the other one in its frame.
  await early.getByRole('button', { name: 'New sample batch' }).click();
  await expect(early).toHaveURL(/\/batches\/\w+$/);
  const earlyId = new URL(early.url()).pathname.split('/').at(-1) ?? '';
  await early.getByRole('link', { name: 'Batches', exact: true }).click();
  await expect(early).toHaveURL(`${team.url}/batches?workspace=the-shop`);
  await expect(early.getByRole('button', { name: 'Workspace: The Shop' })).toBeVisible();

  await local.getByRole('link', { name: 'Batches', exact: true }).click();
  await expect(local).toHaveURL(`${team.url}/batches?workspace=local`);
  await local.reload();
  await expect(local.getByRole('button', { name: 'Workspace: Local' })).toBeVisible();
  const listed = async (slug: string): Promise<string> =>
    (await team.owner.request.get(`${team.url}/api/batches?workspace=${slug}`)).text();
  expect(await listed('local')).not.toContain(batchId);
  expect(await listed('the-shop')).toContain(batchId);
  expect(await listed('local')).toContain(earlyId);

  // An upload goes where its page is.
  await shop.goto(`${team.url}/batches/new?workspace=the-shop`);
  await shop.locator('input[type=file]').setInputFiles(jsonlFile('shop.jsonl', chatLines(2)));
  await shop.getByRole('button', { name: 'Save as draft' }).click();
  await expect(shop).toHaveURL(/\/batches\/batch_\w+\?workspace=the-shop$/);
  expect(await listed('the-shop')).toContain('shop.jsonl');
  expect(await listed('local')).not.toContain('shop.jsonl');

  // The switcher leads over; an address without a name keeps to the workspace of the batch in it.
  await shop.getByRole('button', { name: 'Workspace: The Shop' }).click();
  await shop.getByRole('menuitem', { name: 'Local' }).click();
  await expect(shop).toHaveURL(`${team.url}/batches?workspace=local`);
  await shop.goto(`${team.url}/batches/${batchId}`);
  await expect(shop.getByRole('button', { name: 'Workspace: The Shop' })).toBeVisible();

  const stranger = await team.member('Sam', 'admin');
  const page = await stranger.newPage();
  const answer = await page.goto(`${team.url}/batches?workspace=the-shop`);
  expect(answer?.status()).toBe(404);
  await expect(page.getByText('There is no such workspace, or you are not a member of it.')).toBeVisible();
  await expectAccessible(page, 'no such workspace');
  await page.getByRole('link', { name: 'Go to your batches' }).click();
  await expect(page).toHaveURL(`${team.url}/batches`);
  await expect(page.getByRole('link', { name: 'New batch' }).first()).toBeVisible();
  const ofBatch = apiTable.filter(({ path }) => path.includes('{batchId}') || path === '/api/events');
  expect(ofBatch.length).toBeGreaterThan(10);
  for (const { id, method, path } of ofBatch) {
    const address = Object.entries({ batchId, line: '1', part: 'request.json', download: 'results.jsonl' }).reduce(
      (filled, [name, value]) => filled.replace(`{${name}}`, value),
      path,
    );
    const scope = { kind: 'all' };
    for (const workspace of ['', '&workspace=local', '&workspace=the-shop']) {
      const query = `?batch=${batchId}&limit=10&scope=${encodeURIComponent(JSON.stringify(scope))}${workspace}`;
      const asked =
        method === 'get'
          ? stranger.request.get(`${team.url}${address}${query}`)
          : stranger.request.post(`${team.url}${address}${workspace.replace('&', '?')}`, {
              headers: { origin: team.url },
              data: id === 'retryBatch' ? { scope } : {},
            });
      expect((await asked).status(), `${id}${workspace}`).toBe(404);
    }
  }
  expect((await stranger.request.get(`${team.url}/api/batches?workspace=the-shop`)).status()).toBe(404);
  expect((await page.goto(`${team.url}/batches/${batchId}`))?.status()).toBe(404);
  await stranger.close();
});

test('an owner deletes a workspace, and whoever has it open is told that it is not there', async ({ team }) => {
  const page = await team.owner.newPage();
  await page.goto(`${team.url}/settings/workspaces`);
  await page.getByLabel('Name of the new workspace').fill('Closing');
  await page.getByRole('button', { name: 'Create workspace' }).click();
  await expect(page).toHaveURL(/workspace=closing$/);
  const mate = await team.member('Mo', 'viewer');
  await team.pool.query(
    `insert into member (workspace_id, person_id, role, created_at)
     select (select id from workspace where slug = 'closing'), id, 'viewer', now() from person where name = 'Mo'`,
  );
  const open = await mate.newPage();
  await open.goto(`${team.url}/batches?workspace=closing`);
  await expect(open.getByRole('button', { name: 'Workspace: Closing' })).toBeVisible();

  await page.getByRole('button', { name: 'Try it with sample data' }).click();
  await page.getByRole('button', { name: /^Start 24 requests/ }).click();
  await expect(page.getByRole('button', { name: 'Cancel batch' })).toBeVisible();
  await page.goto(`${team.url}/settings/workspaces?workspace=closing`);
  await expect(page.getByRole('button', { name: 'Delete Local' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Delete Closing' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete Closing' });
  await expect(dialog.getByText(/^Deleted with it: 1 batch with/)).toBeVisible();
  await expectAccessible(page, 'delete a workspace');
  const confirm = dialog.getByRole('button', { name: /^(Delete workspace|Cancel 1 batch and delete)$/ });
  await dialog.getByLabel('Write Closing to delete it').fill('closing');
  await confirm.click();
  await expect(dialog.getByText('Write the name as it stands: Closing.')).toBeVisible();
  await dialog.getByLabel('Write Closing to delete it').fill('Closing');
  await expect(async () => {
    // The batch may come to its end at the same moment, and then another number is to be agreed to.
    if (await confirm.isVisible()) await confirm.click();
    await expect(page).toHaveURL(/\/settings\/workspaces(\?workspace=[\w-]+)?$/, { timeout: 2_000 });
    await expect(page.getByRole('link', { name: 'Closing' })).toHaveCount(0, { timeout: 2_000 });
  }).toPass();

  await open.reload();
  await expect(open.getByText('There is no such workspace, or you are not a member of it.')).toBeVisible();
  const left = async (): Promise<number> =>
    (await team.pool.query(`select from batch where workspace_id = (select id from workspace where slug = 'closing')`))
      .rows.length;
  await expect.poll(left).toBe(0);
  await mate.close();
  await page.close();
});

test('a page that fails on the server shows an id that the log has beside the failure', async ({ team }) => {
  const page = await team.owner.newPage();
  await team.pool.query('alter table connection rename to connection_away');
  try {
    await page.goto(`${team.url}/connections?workspace=local`);
    await expect(page.getByText(/If it stays, tell your admin this id:/)).toBeVisible();
    await expect(page.getByRole('button', { name: 'Copy id' })).toBeVisible();
    await expectAccessible(page, 'a page that failed');
    const id = await page.locator('code').innerText();
    expect(await page.content()).not.toMatch(/does not exist|P2021/);
    const logsDir = join(team.dataDir, 'logs');
    const logs = await Promise.all((await readdir(logsDir)).map((name) => readFile(join(logsDir, name), 'utf8')));
    const lines = logs.join('\n').split('\n');
    const said = lines.find((line) => line.startsWith('{') && line.includes(`"reference":"${id}"`)) ?? '{}';
    expect(JSON.parse(said)).toMatchObject({ event: 'page failed', place: '/connections', level: 'error' });
    expect(said).toMatch(/connection/);
  } finally {
    await team.pool.query('alter table connection_away rename to connection');
  }
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { name: 'Connections', level: 1 })).toBeVisible();
  await page.close();
});
