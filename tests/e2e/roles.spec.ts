import type { Page } from '@playwright/test';
import { makeTemplate } from '#tests/support/templates.ts';
import { expectAccessible } from './support/faces.ts';
import { chatLines, jsonlFile } from './support/jsonl-file.ts';
import { mixedLines } from './support/mixed-outcomes.ts';
import { openSeed } from './support/seed.ts';
import { allowLoopback, test } from './support/team-test.ts';
import { expect } from './support/test.ts';

/** What a viewer may not do, by what buttons and links for it are called. */
const forbidden =
  /^(New batch|Try it with sample data|New sample batch|Add connection|Edit|Edit name|Test connection|Remove|More for|Enter a new key|Correct the address|Start|Finish setting up|Change|Retry|Other retries|Cancel batch|Delete batch|Try now|Use this connection|Upload a corrected|Convert|Look again|Send .* again|Give up|Rename|Duplicate|Import|Delete|Create workspace|Open connections|Open the connection)/u;

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
  const kept = await seed.template('Sort reviews', [makeTemplate(), makeTemplate({ model: 'gpt-4.1' })]);
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
    '/templates',
    `/templates/${kept}`,
    `/templates/${kept}?version=1`,
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
  const listening = page.waitForResponse(/\/api\/events/);
  await page.goto(`${team.url}/batches`);
  await expect(page.getByRole('row', { name: /mixed/ }).first()).toBeVisible();
  await expect(page.getByRole('link', { name: 'New batch' })).toHaveCount(0);
  await listening;
  await team.setRole('Vera', 'runner');
  await expect(page.getByRole('link', { name: 'New batch' }).first()).toBeVisible();
  await context.close();
});
