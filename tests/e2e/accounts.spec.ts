import { request as httpRequest } from 'node:http';
import { findFreePort } from '#lib/net/free-port.ts';
import { expectAccessible } from './support/faces.ts';
import { test } from './support/own-product.ts';
import { sharedProduct } from './support/running-product.ts';
import { linkOf } from './support/set-up-owner.ts';
import { expect } from './support/test.ts';

const email = 'ines@example.com';
const password = 'seven green umbrellas';

test('the owner comes in by the link of the terminal, signs out, and comes back to where they wanted to go', async ({
  page,
  startOwn,
  expectedErrors,
}) => {
  const product = await startOwn({ LANGBATCH_ACCOUNTS: 'on' });
  const link = await linkOf(product);
  expectedErrors.add(/401/);

  await page.goto(`${product.url}/connections?x=1`);
  await expect(page).toHaveURL(`${product.url}/sign-in?next=%2Fconnections%3Fx%3D1`);
  await expectAccessible(page, 'sign-in');
  expect((await page.request.get(`${product.url}/api/batches`)).status()).toBe(401);

  await page.goto(link);
  await page.getByLabel('Name').fill('Ines');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill('password1234');
  await page.getByRole('button', { name: 'Create owner account' }).click();
  await expect(page.getByRole('alert').getByText('This password is one of the most common ones.')).toBeVisible();
  await expectAccessible(page, 'set-up');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Create owner account' }).click();
  await expect(page).toHaveURL(`${product.url}/batches`);
  await expect(page.getByRole('button', { name: 'Ines, account' })).toBeVisible();
  await expectAccessible(page, 'batches, with an account in the top bar');
  expect((await page.request.get(`${product.url}/api/batches`)).status()).toBe(200);

  // Another tab signs out: this one finds out by itself, and goes to the sign-in.
  await page.getByRole('link', { name: 'Connections' }).click();
  await expect(page).toHaveURL(`${product.url}/connections`);
  const other = await page.context().newPage();
  await other.goto(`${product.url}/connections`);
  await other.getByRole('button', { name: 'Ines, account' }).click();
  await other.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(other).toHaveURL(`${product.url}/sign-in`);
  await expect(page).toHaveURL(`${product.url}/sign-in?next=%2Fconnections`);

  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert').getByText('E-mail and password do not match.')).toBeVisible();
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(`${product.url}/connections`);
});

test('an owner invites a colleague, who joins by the link and does what the role lets her do', async ({
  page,
  browser,
  startOwn,
}) => {
  const product = await startOwn({ LANGBATCH_ACCOUNTS: 'on' });
  await page.goto(await linkOf(product));
  await page.getByLabel('Name').fill('Ines');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Create owner account' }).click();
  await expect(page).toHaveURL(`${product.url}/batches`);

  await page.getByRole('button', { name: 'Ines, account' }).click();
  await page.getByRole('menuitem', { name: 'Members' }).click();
  await expect(page.getByRole('row', { name: /Ines \(you\)/ })).toContainText('Owner');
  await page.getByRole('button', { name: 'Invite' }).click();
  await page.getByLabel('E-mail').fill('noor');
  await page.getByRole('button', { name: 'Create invitation' }).click();
  await expect(page.getByRole('alert').getByText('Enter an e-mail address such as')).toBeVisible();
  await page.getByLabel('E-mail').fill('noor@example.com');
  await page.getByRole('combobox', { name: 'Role' }).click();
  await page.getByRole('option', { name: /^Viewer/ }).click();
  await page.getByRole('button', { name: 'Create invitation' }).click();
  const link = await page.getByLabel('Invitation link').inputValue();
  const invitations = page.getByRole('table', { name: 'Invitations' });
  await expect(invitations.getByRole('row', { name: /noor@example\.com/ })).toContainText('in 7 days');
  await expectAccessible(page, 'members');

  // Whoever is signed in does not join by a link for somebody else.
  await page.goto(link);
  await expect(page.getByText(`for noor@example.com, and you are signed in as ${email}. Sign out`)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();

  const elsewhere = await browser.newContext();
  const hers = await elsewhere.newPage();
  await hers.goto(link);
  await expect(hers.getByText('Ines invites you to the workspace Local as Viewer.')).toBeVisible();
  await expectAccessible(hers, 'join');
  await hers.getByLabel('Name').fill('Noor');
  await hers.getByLabel('Password', { exact: true }).fill('nine paper lanterns');
  await hers.getByRole('button', { name: 'Join' }).click();
  await expect(hers).toHaveURL(`${product.url}/batches`);
  await hers.goto(`${product.url}/settings/members`);
  await expect(hers.getByRole('row', { name: /Noor \(you\)/ })).toContainText('Viewer');
  await expect(hers.getByText(email)).toHaveCount(0);
  await expect(hers.getByRole('button', { name: /^(?:Invite|More|Role)/ })).toHaveCount(0);
  await hers.goto(link);
  await expect(hers.getByRole('heading', { name: 'This invitation cannot be used' })).toBeVisible();
  await expect(hers.getByText('This invitation has been used already.')).toBeVisible();
  await expectAccessible(hers, 'invitation that was used');

  await page.goto(`${product.url}/settings/members`);
  await expect(invitations).toHaveCount(0);
  await page.getByRole('combobox', { name: 'What Noor may do' }).click();
  await page.getByRole('option', { name: /^Runner/ }).click();
  await expect(page.getByText('Noor is Runner now.')).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'What Noor may do' })).toContainText('Runner');
  await page.getByRole('button', { name: 'More for Noor' }).click();
  await page.getByRole('menuitem', { name: 'Remove from the workspace' }).click();
  await expectAccessible(page, 'removal of a member');
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  // Behind a dialog no row is to be found, whoever is in it.
  await expect(page.getByRole('row', { name: /Ines/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /Noor/ })).toHaveCount(0);
  expect((await hers.request.get(`${product.url}/api/batches`)).status()).toBe(404);
  await elsewhere.close();
});

test('behind a proxy on the same machine with a public address nobody gets in without signing in', async ({
  startOwn,
}) => {
  const port = await findFreePort('127.0.0.1');
  const product = await startOwn({ LANGBATCH_URL: 'https://batches.example.org', PORT: String(port) });
  // What the terminal names is the public address; the product listens on a port of this machine.
  expect(await linkOf(product)).toMatch(/^https:\/\/batches\.example\.org\/setup\?token=/);
  const paths = ['/', '/batches', '/batches/new', '/connections', '/errors', '/batches/b1', '/settings/members'];
  for (const path of paths) {
    const { status, headers } = await ask(port, path);
    expect([status, headers['location']?.split('?')[0]], path).toEqual([307, 'https://batches.example.org/sign-in']);
  }
  const data = [
    '/api/batches',
    '/api/batches/b1',
    '/api/batches/b1/results.jsonl',
    '/api/connections',
    '/api/events?batch=list',
  ];
  for (const path of data) expect((await ask(port, path)).status, path).toBe(401);
  expect((await ask(port, '/api/tus/x', 'HEAD')).status).toBe(401);
  const signIn = await ask(port, '/sign-in');
  expect([signIn.status, signIn.headers['strict-transport-security']]).toEqual([200, 'max-age=31536000']);
});

test('alone there is no page that is about people', async ({ request }) => {
  for (const path of ['/sign-in', '/setup?token=x', '/join?token=x', '/settings/members', '/settings/audit'])
    expect((await request.get(`${sharedProduct().url}${path}`)).status(), path).toBe(404);
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>> & {
    readonly location?: string | undefined;
  };
}

/** As the proxy asks: for the public name, on a connection from this machine. */
function ask(port: number, path: string, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { host: 'batches.example.org', 'x-langbatch-client': '203.0.113.9' };
    httpRequest({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      response.resume();
      resolve({ status: response.statusCode, headers: response.headers });
    })
      .on('error', reject)
      .end();
  });
}
