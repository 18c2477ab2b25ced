import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { apiTable } from '#app/_server/api-table.ts';
import { expectAccessible } from './support/faces.ts';
import { chatLines, jsonlFile } from './support/jsonl-file.ts';
import { test } from './support/team-test.ts';
import { expect } from './support/test.ts';

// One after the other, at one product.
test.describe.configure({ mode: 'default' });

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
  await early.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Batches' }).click();
  await expect(early).toHaveURL(/\/batches\?workspace=(?:local|the-shop)$/);
  const named = early.url().endsWith('=local') ? 'Local' : 'The Shop';
  await expect(early.getByRole('button', { name: `Workspace: ${named}` })).toBeVisible();
  await early.close();

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
      const query = `?batch=${batchId}&limit=10&column=id&scope=${encodeURIComponent(JSON.stringify(scope))}${workspace}`;
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
    await expect(dialog).toBeHidden({ timeout: 5_000 });
    await expect(page.getByRole('button', { name: 'Delete Closing' })).toHaveCount(0, { timeout: 5_000 });
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
