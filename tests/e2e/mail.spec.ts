import type { Product } from '#scripts/launcher/product.ts';
import { linkIn, type MailServer, startMailServer } from '#tests/support/mail-server.ts';
import { expectAccessible } from './support/faces.ts';
import { test as ownTest } from './support/own-product.ts';
import { setUpOwner } from './support/set-up-owner.ts';
import { expect } from './support/test.ts';

const email = 'ines@example.com';
const password = 'seven green umbrellas';
const newPassword = 'eight purple bicycles';

const test = ownTest.extend<{ mailed: { readonly mailServer: MailServer; readonly product: Product } }>({
  mailed: async ({ startOwn }, use) => {
    await using mailServer = await startMailServer();
    const product = await startOwn({
      LANGBATCH_ACCOUNTS: 'on',
      LANGBATCH_SMTP_URL: mailServer.url,
      LANGBATCH_MAIL_FROM: 'LangBatch <batches@example.org>',
    });
    await use({ mailServer, product });
  },
});

test('a forgotten password is replaced by a mailed link, and an invitation is mailed, or says why it was not', async ({
  page,
  browser,
  mailed: { product, mailServer },
  expectedErrors,
}) => {
  expectedErrors.add(/401/);
  await setUpOwner(page, product, { email, password });

  const there = await (await browser.newContext()).newPage();
  await there.goto(`${product.url}/sign-in`);
  await there.getByRole('link', { name: 'Forgot password' }).click();
  await there.getByRole('button', { name: 'Send link' }).click();
  await expect(there.getByText('Enter an e-mail address such as ana@example.com.')).toBeVisible();
  const answer = there.getByText('If there is an account with this e-mail, a link for a new password is on its way.');
  for (const asked of ['nobody@example.com', email]) {
    await there.getByLabel('E-mail').fill(asked);
    await there.getByRole('button', { name: 'Send link' }).click();
    await expect(answer).toBeVisible();
  }
  await expectAccessible(there, 'forgot, with mail');
  const mail = await mailServer.next();
  expect(mail.recipients).toEqual([email]);
  await there.goto(linkIn(mail));
  await there.getByLabel('New password').fill(newPassword);
  await there.getByRole('button', { name: 'Save password' }).click();
  await expect(there).toHaveURL(`${product.url}/batches`);
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  expect(await mailServer.next()).toMatchObject({ subject: 'Your password for LangBatch was changed' });

  await there.goto(`${product.url}/settings/members`);
  await there.getByRole('button', { name: 'Invite' }).click();
  await there.getByLabel('E-mail').fill('noor@example.com');
  await there.getByRole('button', { name: 'Create invitation' }).click();
  await expect(there.getByText('Mailed to noor@example.com, good for 7 days.')).toBeVisible();
  expect(linkIn(await mailServer.next())).toBe(await there.getByLabel('Invitation link').inputValue());

  await mailServer[Symbol.asyncDispose]();
  await there.getByLabel('E-mail').fill('omar@example.com');
  await there.getByRole('button', { name: 'Create invitation' }).click();
  await expect(
    there.getByText('The mail to omar@example.com could not be sent: the mail server does not answer.'),
  ).toBeVisible();
  await expectAccessible(there, 'an invitation that was not mailed');
  const link = await there.getByLabel('Invitation link').inputValue();

  await there.goto(`${product.url}/settings/people`);
  await there.getByRole('button', { name: 'More for Ines' }).click();
  await there.getByRole('menuitem', { name: 'Make a link for a new password' }).click();
  await there.getByRole('button', { name: 'Mail link' }).click();
  await expect(
    there.getByText(`The mail to ${email} could not be sent: the mail server does not answer.`),
  ).toBeVisible();
  await expect(there.getByLabel('Reset link')).toHaveValue(/\/reset\?token=lbr_/);

  // The link is as good as one that was mailed.
  await page.goto(link);
  await page.getByLabel('Name').fill('Omar');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Join' }).click();
  await expect(page).toHaveURL(`${product.url}/batches`);
  await there.context().close();
});
