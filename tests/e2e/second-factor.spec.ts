import type { Page } from '@playwright/test';
import type { Product } from '#scripts/launcher/product.ts';
import { codeOfApp } from '#tests/support/authenticator-app.ts';
import { expectAccessible } from './support/faces.ts';
import { test as ownTest } from './support/own-product.ts';
import { setUpOwner } from './support/set-up-owner.ts';
import { expect } from './support/test.ts';

const email = 'ines@example.com';
const password = 'seven green umbrellas';

const test = ownTest.extend<{ product: Product }>({
  product: async ({ startOwn }, use) => {
    await use(await startOwn({ LANGBATCH_ACCOUNTS: 'on' }));
  },
});

async function enterPassword(page: Page, { url }: Product): Promise<void> {
  await page.goto(`${url}/sign-in?next=%2Fconnections`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test('a person turns a second factor on, signs in with a code and with a recovery code, and turns it off', async ({
  page,
  product,
  browser,
}) => {
  await setUpOwner(page, product, { email, password });

  await page.goto(`${product.url}/account`);
  const section = page.locator('section', { has: page.getByRole('heading', { name: 'Second factor' }) });
  await section.getByRole('button', { name: 'Turn on' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Password', { exact: true }).fill('not the password');
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect(dialog.getByText('This is not your current password.')).toBeVisible();
  await dialog.getByLabel('Password', { exact: true }).fill(password);
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect(dialog.getByRole('img', { name: /^QR code/ })).toBeVisible();
  const key = await dialog.getByRole('textbox', { name: 'Key' }).inputValue();
  await expectAccessible(page, 'account, with the key of a second factor');
  await dialog.getByLabel('Code', { exact: true }).fill('12345');
  await dialog.getByRole('button', { name: 'Turn on' }).click();
  await expect(dialog.getByRole('alert').getByText('Enter the 6 digits')).toBeVisible();
  await dialog.getByLabel('Code', { exact: true }).fill(codeOfApp(key));
  await dialog.getByRole('button', { name: 'Turn on' }).click();
  const codes = section.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
  await expect(codes).toHaveCount(10);
  const [recoveryCode = ''] = await codes.allTextContents();
  await expectAccessible(page, 'account, with recovery codes');

  const there = await (await browser.newContext()).newPage();
  await enterPassword(there, product);
  await expect(there).toHaveURL(`${product.url}/sign-in/code?next=%2Fconnections`);
  expect((await there.request.get(`${product.url}/api/batches`)).status()).toBe(401);
  await expect(there.getByLabel('Code', { exact: true })).toHaveAttribute('autocomplete', 'one-time-code');
  await there.getByLabel('Code', { exact: true }).fill('000 000');
  await there.getByRole('button', { name: 'Sign in' }).click();
  await expect(there.getByText('This code is not right')).toBeVisible();
  await expectAccessible(there, 'code');
  // The one of now is used up; the next one counts a little early.
  await there.getByLabel('Code', { exact: true }).fill(codeOfApp(key, new Date(Date.now() + 30_000)));
  await there.getByRole('button', { name: 'Sign in' }).click();
  await expect(there).toHaveURL(`${product.url}/connections`);

  await there.context().clearCookies();
  await enterPassword(there, product);
  await there.getByLabel('Code', { exact: true }).fill(recoveryCode.toUpperCase());
  await there.getByRole('button', { name: 'Sign in' }).click();
  await expect(there).toHaveURL(`${product.url}/connections`);
  await there.context().close();

  await section.getByRole('button', { name: 'New recovery codes' }).click();
  await dialog.getByLabel('Password', { exact: true }).fill(password);
  await dialog.getByRole('button', { name: 'Show new codes' }).click();
  await expect(codes).toHaveCount(10);
  expect(await codes.allTextContents()).not.toContain(recoveryCode);
  await section.getByRole('button', { name: 'Turn off' }).click();
  await dialog.getByLabel('Password', { exact: true }).fill(password);
  await dialog.getByRole('button', { name: 'Turn off' }).click();
  await expect(section.getByText('Off', { exact: true })).toBeVisible();
  await expect(codes).toHaveCount(0);
});
