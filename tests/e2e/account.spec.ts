import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import type { Product } from '#scripts/launcher/product.ts';
import { expectAccessible } from './support/faces.ts';
import { type OwnProduct, test as ownTest } from './support/own-product.ts';
import { setUpOwner } from './support/set-up-owner.ts';
import { expect } from './support/test.ts';

const run = promisify(execFile);
const email = 'ines@example.com';
const password = 'seven green umbrellas';
const newPassword = 'eight purple bicycles';

const test = ownTest.extend<{ product: OwnProduct }>({
  product: async ({ startOwn }, use) => {
    await use(await startOwn({ LANGBATCH_ACCOUNTS: 'on' }));
  },
});

async function signIn(page: Page, { url }: Product, given: string): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(given);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test('a person keeps their account: name, password, sessions, and a way back when the password is forgotten', async ({
  page,
  product,
  browser,
  expectedErrors,
}) => {
  expectedErrors.add(/401/);
  await setUpOwner(page, product, { email, password });
  const there = await (await browser.newContext()).newPage();
  await signIn(there, product, password);
  await expect(there).toHaveURL(`${product.url}/batches`);

  await page.getByRole('button', { name: 'Ines, account' }).click();
  await page.getByRole('menuitem', { name: 'Account' }).click();
  await expect(page).toHaveURL(`${product.url}/account`);
  const sessions = page.getByRole('table', { name: 'Sessions' });
  await expect(sessions.getByRole('row')).toHaveCount(3);
  await expect(sessions.getByText('This browser')).toBeVisible();
  await expectAccessible(page, 'account');

  await page.getByRole('button', { name: 'Change name' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Inés');
  await page.getByRole('button', { name: 'Save name' }).click();
  await expect(page.getByRole('button', { name: 'Inés, account' })).toBeVisible();

  // The page that is open in the other browser finds out by itself.
  await sessions.getByRole('button', { name: 'End' }).click();
  await expect(there).toHaveURL(`${product.url}/sign-in?next=%2Fbatches`);
  await expect(sessions.getByRole('row')).toHaveCount(2);

  await signIn(there, product, password);
  await expect(there).toHaveURL(`${product.url}/batches`);
  await page.getByRole('button', { name: 'Change password' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Current password').fill('not the password');
  await dialog.getByLabel('New password').fill(newPassword);
  await expectAccessible(page, 'account, changing the password');
  await dialog.getByRole('button', { name: 'Change password' }).click();
  await expect(dialog.getByText('This is not your current password.')).toBeVisible();
  await dialog.getByLabel('Current password').fill(password);
  await dialog.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Changed. You are signed out everywhere else.')).toBeVisible();
  await expect(there).toHaveURL(/\/sign-in\?next=/);
  expect((await page.request.get(`${product.url}/api/batches`)).status()).toBe(200);

  await there.getByRole('link', { name: 'Forgot password' }).click();
  await expect(there.getByText('Ask an admin for a link.')).toBeVisible();
  await expectAccessible(there, 'forgot');

  await page.getByRole('button', { name: 'Inés, account' }).click();
  await page.getByRole('menuitem', { name: 'People' }).click();
  await expect(page.getByRole('table', { name: 'People' }).getByText('Site admin')).toBeVisible();
  await expectAccessible(page, 'people');
  await page.getByRole('button', { name: 'More for Inés' }).click();
  await page.getByRole('menuitem', { name: 'Make no longer a site admin' }).click();
  await page.getByRole('button', { name: 'Make no longer a site admin' }).click();
  await expect(page.getByText('Inés is the last site admin.')).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'More for Inés' }).click();
  await page.getByRole('menuitem', { name: 'Make a link for a new password' }).click();
  await page.getByRole('button', { name: 'Make link' }).click();
  const link = await page.getByLabel('Reset link').inputValue();
  await expectAccessible(page, 'people, with a link');

  await there.goto(link);
  await there.getByLabel('New password').fill('short');
  await there.getByRole('button', { name: 'Save password' }).click();
  await expect(there.getByText('Use at least 12 characters.')).toBeVisible();
  await expectAccessible(there, 'reset');
  await there.getByLabel('New password').fill('nine silver teapots');
  await there.getByRole('button', { name: 'Save password' }).click();
  await expect(there).toHaveURL(`${product.url}/batches`);
  // It ended all sessions, and it is used up.
  await page.goto(link);
  await expect(page.getByText('This link has ended, was used already')).toBeVisible();
  await expect(page.getByLabel('New password')).toHaveCount(0);
  await expectAccessible(page, 'reset, with a link that has ended');
  await page.goto(`${product.url}/account`);
  await expect(page).toHaveURL(/\/sign-in\?next=%2Faccount/);

  // Whoever has the machine helps, while the product runs.
  const { stdout } = await run(process.execPath, ['scripts/accounts.ts', 'reset', email], {
    env: { ...process.env, DATABASE_URL: '', LANGBATCH_DATA_DIR: product.dataDir },
  });
  const ownLink = stdout.trimEnd().split('\n').at(-1) ?? '';
  expect(ownLink).toContain(`${product.url}/reset?token=lbr_`);
  await page.goto(ownLink);
  await page.getByLabel('New password').fill('ten golden spoons');
  await page.getByRole('button', { name: 'Save password' }).click();
  await expect(page).toHaveURL(`${product.url}/batches`);
  await there.context().close();
});

test('where nobody signs in there is no account', async ({ request }) => {
  const { E2E_URL: url = '' } = process.env;
  for (const path of ['/account', '/settings/people', '/forgot', '/reset?token=x'])
    expect((await request.get(`${url}${path}`)).status(), path).toBe(404);
});
