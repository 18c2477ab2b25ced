import type { Page } from '@playwright/test';
import { findFreePort } from '#lib/net/free-port.ts';
import type { Product } from '#scripts/launcher/product.ts';
import { oidcClient, startOidcServer } from '#tests/support/oidc-server.ts';
import { expectAccessible } from './support/faces.ts';
import { test as ownTest } from './support/own-product.ts';
import { expect } from './support/test.ts';

const test = ownTest.extend<{ product: Product }>({
  product: async ({ startOwn }, use) => {
    const port = await findFreePort('127.0.0.1');
    const issuer = await startOidcServer(`http://127.0.0.1:${port}/api/auth/callback/oidc`);
    const product = await startOwn({
      PORT: String(port),
      LANGBATCH_ACCOUNTS: 'on',
      LANGBATCH_OIDC_ISSUER: issuer.issuer,
      LANGBATCH_OIDC_CLIENT_ID: oidcClient.clientId,
      LANGBATCH_OIDC_CLIENT_SECRET: oidcClient.clientSecret,
      LANGBATCH_OIDC_DOMAINS: 'example.com',
      LANGBATCH_OIDC_NAME: 'Example ID',
    });
    await use(product);
    await issuer.stop();
  },
});

/** Which the issuer's pages would load from elsewhere. */
const fonts = 'https://fonts.googleapis.com/**';

/** On the issuer's own pages. */
async function logIn(page: Page, login: string): Promise<void> {
  await page.getByRole('button', { name: 'Sign in with Example ID' }).click();
  await page.getByPlaceholder('Enter any login').fill(login);
  await page.getByPlaceholder('and password').fill('any');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
}

test('people sign in with the issuer of the settings, and come back to where they wanted to go', async ({
  page,
  product,
  browser,
}) => {
  await page.context().route(fonts, (route) => route.fulfill({ contentType: 'text/css', body: '' }));
  await page.goto(`${product.url}/account`);
  await expect(page).toHaveURL(`${product.url}/sign-in?next=%2Faccount`);
  await expectAccessible(page, 'sign-in with an issuer');
  await logIn(page, 'noor@example.com');
  await expect(page).toHaveURL(`${product.url}/account`);
  await expect(page.getByText('noor@example.com')).toBeVisible();
  await expect(page.getByText('you have none here')).toBeVisible();
  await page.goto(`${product.url}/settings/members`);
  await expect(page.getByRole('row', { name: /noor \(you\)/ })).toContainText('Viewer');

  const there = await (await browser.newContext()).newPage();
  await there.route(fonts, (route) => route.fulfill({ contentType: 'text/css', body: '' }));
  await there.goto(`${product.url}/sign-in`);
  await logIn(there, 'noor@example.net');
  await expect(there).toHaveURL(`${product.url}/sign-in?problem=not_invited`);
  await expect(
    there.getByRole('alert').getByText('There is no account with your e-mail from Example ID'),
  ).toBeVisible();
  await expectAccessible(there, 'sign-in, refused');
  // The library's own endpoints stay closed.
  for (const path of ['get-session', 'ok', 'error', 'sign-in/social', 'callback/other', 'two-factor/enable'])
    expect((await page.request.get(`${product.url}/api/auth/${path}`)).status(), path).toBe(404);
  await there.context().close();
  // The product stops before the browser does, and an open page would ask for it.
  await page.close();
});
