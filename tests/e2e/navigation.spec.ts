import { randomBytes } from 'node:crypto';
import type { Locator, Page } from '@playwright/test';
import { statusOf } from './support/batch-pages.ts';
import { chatLines, jsonlFile } from './support/jsonl-file.ts';
import { mixedLines } from './support/mixed-outcomes.ts';
import { expect, test } from './support/test.ts';

async function openRequests(page: Page, batchId: string): Promise<void> {
  await page.goto(`/batches/${batchId}`);
  await page.getByRole('tab', { name: 'Requests' }).click();
  await expect(requestLinks(page)).toHaveCount(11);
}

function requestLinks(page: Page): Locator {
  return page.getByRole('table', { name: 'Requests' }).getByRole('link');
}

function panelOf(page: Page): Locator {
  return page.getByRole('dialog', { name: 'Request' });
}

test('a shared link brings tab, filter, search and open request back, and Back goes through them', async ({
  page,
  context,
  mixedBatchId,
}) => {
  await openRequests(page, mixedBatchId);
  await page.getByLabel('Outcome').selectOption('Failed');
  await expect(requestLinks(page)).toHaveText(['long-1', 'fault-1', 'fault-2', 'long-2', 'fault-3']);
  await page.getByLabel('Search by custom ID').fill('fault');
  await expect(requestLinks(page)).toHaveText(['fault-1', 'fault-2', 'fault-3']);
  await page.getByRole('link', { name: 'fault-2' }).click();
  await expect(panelOf(page).getByRole('heading', { name: 'fault-2' })).toBeVisible();

  const shared = await context.newPage();
  await shared.goto(page.url());
  await expect(shared.getByRole('tab', { name: 'Requests' })).toHaveAttribute('aria-selected', 'true');
  await expect(shared.getByLabel('Outcome')).toHaveValue('failed');
  await expect(shared.getByLabel('Search by custom ID')).toHaveValue('fault');
  await expect(requestLinks(shared)).toHaveText(['fault-1', 'fault-2', 'fault-3']);
  await expect(panelOf(shared).getByRole('heading', { name: 'fault-2' })).toBeVisible();

  await page.goBack();
  await expect(panelOf(page)).toBeHidden();
  await page.goBack();
  await expect(page.getByLabel('Search by custom ID')).toHaveValue('');
  await expect(requestLinks(page)).toHaveCount(5);
  await page.goBack();
  await expect(requestLinks(page)).toHaveCount(11);
  await page.goBack();
  await expect(page.getByRole('tab', { name: 'Overview' })).toHaveAttribute('aria-selected', 'true');
  await page.goForward();
  await page.goForward();
  await expect(requestLinks(page)).toHaveCount(5);
});

test('keys search, walk, close and show themselves, and the focus comes back', async ({ page, mixedBatchId }) => {
  await openRequests(page, mixedBatchId);
  await page.keyboard.press('/');
  await expect(page.getByLabel('Search by custom ID')).toBeFocused();
  await page.keyboard.type('fault');
  await expect(requestLinks(page)).toHaveCount(3);
  await page.keyboard.press('Tab');
  await page.getByRole('link', { name: 'fault-1' }).focus();
  await page.keyboard.press('Enter');
  const panel = panelOf(page);
  await expect(panel.getByRole('heading', { name: 'fault-1' })).toBeVisible();
  await page.keyboard.press('j');
  await expect(panel.getByRole('heading', { name: 'fault-2' })).toBeVisible();
  await page.keyboard.press('j');
  await expect(panel.getByRole('heading', { name: 'fault-3' })).toBeVisible();
  await page.keyboard.press('k');
  await expect(panel.getByRole('heading', { name: 'fault-2' })).toBeVisible();
  await expect(page).toHaveURL(/request=6/);
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
  await expect(page.getByRole('link', { name: 'fault-2' })).toBeFocused();

  await page.keyboard.press('?');
  const keys = page.getByRole('dialog', { name: 'Keys' });
  await expect(keys).toContainText('Search by custom ID');
  await expect(keys).toContainText('Next request');
  await page.keyboard.press('Escape');
  await expect(keys).toBeHidden();
  await expect(page.getByRole('link', { name: 'fault-2' })).toBeFocused();
});

test('a dialog keeps the focus while it is open and gives it back when it is closed', async ({
  page,
  mixedBatchId,
}) => {
  await openRequests(page, mixedBatchId);
  const retry = page.getByRole('button', { name: 'Retry 5 requests' });
  await retry.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Retry 5 requests' });
  await expect(dialog.getByRole('button', { name: 'Retry 5 requests' })).toBeFocused();
  for (let presses = 0; presses < 4; presses += 1) {
    await page.keyboard.press('Tab');
    await expect(dialog.locator(':focus')).toHaveCount(1);
  }
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(retry).toBeFocused();
});

test('an open request shows what was asked and answered, in text and as JSON, over all attempts', async ({
  page,
  seed,
}) => {
  await openRequests(page, await seed.finish(jsonlFile('again.jsonl', mixedLines())));
  await page.getByRole('button', { name: 'Retry 5 requests' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Retry 5 requests' }).click();
  await expect(statusOf(page)).toHaveText('Finished, 2 of 11 failed', { timeout: 90_000 });
  await page.getByRole('tab', { name: 'Requests' }).click();
  await page.getByRole('link', { name: 'fault-1' }).click();
  const panel = panelOf(page);
  await expect(panel).toContainText('Succeeded on attempt 2');
  await expect(panel.getByRole('region', { name: 'Request' })).toContainText('A bad moment.');
  await panel.getByRole('button', { name: /^Attempt 1, failed/ }).click();
  await expect(panel.getByRole('region', { name: 'Answer' })).toContainText('The sandbox had an internal error');
  await panel.getByRole('button', { name: /^Attempt 2, succeeded/ }).click();
  const answer = panel.getByRole('region', { name: 'Answer' });
  await answer.getByText('JSON', { exact: true }).click();
  await expect(answer).toContainText('"chat.completion"');
});

test('a pasted list of ids finds those and says which are not there', async ({ page, context, mixedBatchId }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openRequests(page, mixedBatchId);
  await page.evaluate(() => navigator.clipboard.writeText('good-2\nlost-1\nnowhere-9\n'));
  await page.getByLabel('Search by custom ID').focus();
  await page.keyboard.press('ControlOrMeta+v');
  await expect(requestLinks(page)).toHaveText(['good-2', 'lost-1']);
  await expect(page.getByText('Not in this batch: nowhere-9')).toBeVisible();
  await page.getByRole('button', { name: 'Remove the list of 3 pasted IDs' }).click();
  await expect(requestLinks(page)).toHaveCount(11);
});

test('a search without a hit says so and can be cleared', async ({ page, mixedBatchId }) => {
  await openRequests(page, mixedBatchId);
  await page.getByLabel('Search by custom ID').fill('no such thing');
  await expect(page.getByText('No custom ID in this batch matches “no such thing”.')).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(requestLinks(page)).toHaveCount(11);
});

test('a filter that was left on never hides silently', async ({ page, context, mixedBatchId }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openRequests(page, mixedBatchId);
  await page.getByLabel('Outcome').selectOption('Failed');
  await page.getByLabel('Search by custom ID').fill('good-2');
  await expect(page.getByText('None with this outcome. 1 without the filter.')).toBeVisible();
  await page.getByRole('button', { name: 'Clear filter' }).click();
  await expect(requestLinks(page)).toHaveText(['good-2']);
  await page.getByLabel('Search by custom ID').fill('');
  await page.getByLabel('Outcome').selectOption('Failed');
  await page.evaluate(() => navigator.clipboard.writeText('"good-2", "fault-1", "nowhere-9"'));
  await page.getByLabel('Search by custom ID').focus();
  await page.keyboard.press('ControlOrMeta+v');
  await expect(requestLinks(page)).toHaveText(['fault-1']);
  await expect(page.getByText('Hidden by the filter: good-2')).toBeVisible();
  await expect(page.getByText('Not in this batch: nowhere-9')).toBeVisible();
});

test('a linked request is walked on from, one that is not there says so, and Back leaves no idle step', async ({
  page,
  seed,
  expectedErrors,
}) => {
  expectedErrors.add(/404 \(Not Found\)/);
  const batchUrl = `/batches/${await seed.finish(jsonlFile('linked.jsonl', chatLines(120)))}`;
  await page.goto(`${batchUrl}?tab=requests&request=100`);
  const panel = panelOf(page);
  await expect(panel).toContainText('line 100');
  await page.keyboard.press('j');
  await expect(panel).toContainText('line 101');
  await page.goto(`${batchUrl}?tab=requests&request=999`);
  await expect(panel.getByRole('heading', { name: 'There is no such request' })).toBeVisible();
  await expect(panel.getByRole('button', { name: 'Try again' })).toBeHidden();
  await expect(panel.getByRole('button', { name: 'Retry this request' })).toBeHidden();

  await page.goto(`${batchUrl}?tab=requests`);
  await page.getByLabel('Outcome').selectOption('Succeeded');
  await requestLinks(page).first().click();
  await expect(panel).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
  await page.goBack();
  await expect(page.getByLabel('Outcome')).toHaveValue('');
});

test('an address that leads nowhere is answered with 404, not with a page that only says so', async ({ page }) => {
  const nowhere = [
    '/nowhere',
    '/templates/none',
    '/batches/none',
    '/batches/none?tab=requests',
    '/_next/image?url=%2Ficon.svg&w=64&q=75',
  ];
  for (const path of nowhere) expect((await page.request.get(path)).status(), path).toBe(404);
});

test('with Shift a range is ticked, and from a page all that match', async ({ page, seed }) => {
  await page.goto(`/batches/${await seed.finish(jsonlFile('many.jsonl', chatLines(120)))}?tab=requests`);
  const boxes = page.getByRole('checkbox', { name: /^Select (?!all)/ });
  await boxes.nth(1).click();
  await boxes.nth(5).click({ modifiers: ['Shift'] });
  const selection = page.getByRole('region', { name: 'Selection' });
  await expect(selection).toContainText('5 selected');
  await selection.getByRole('button', { name: 'Select all on this page' }).click();
  await expect(selection).toContainText('50 selected');
  await selection.getByRole('button', { name: 'Select all 120 that match' }).click();
  await expect(selection).toContainText('120 selected');
  await selection.getByRole('button', { name: 'Retry 120 selected' }).click();
  const dialog = page.getByRole('dialog', { name: 'Retry 120 requests' });
  await expect(dialog).toContainText('All of them have an answer already');
});

test('requests beyond a page are reached by Next and by J, and the address keeps the page', async ({ page, seed }) => {
  await page.goto(`/batches/${await seed.start(jsonlFile('pages.jsonl', chatLines(120)))}?tab=requests`);
  const pages = page.getByRole('navigation', { name: 'Pages' });
  await expect(pages).toContainText('1 to 50 of 120');
  await page.getByRole('link', { name: 'request-50', exact: true }).click();
  await page.keyboard.press('j');
  await expect(panelOf(page).getByRole('heading', { name: 'request-51' })).toBeVisible();
  await expect(pages).toContainText('51 to 100 of 120');
  await page.keyboard.press('Escape');
  // The list takes the panel's room: a click meanwhile would land beside the button that it was meant for.
  await expect(panelOf(page)).toBeHidden();
  await pages.getByRole('button', { name: 'Next' }).click();
  await expect(pages).toContainText('101 to 120 of 120');
  await page.reload();
  await expect(pages).toContainText('101 to 120 of 120');
  await pages.getByRole('button', { name: 'Previous' }).click();
  await expect(pages).toContainText('51 to 100 of 120');
});

test('batches are found by name and by status, and rows open them', async ({ page, seed }) => {
  const name = `Needle ${randomBytes(4).toString('hex')}`;
  const batchId = await seed.draft(jsonlFile(`${name}.jsonl`, chatLines(1)));
  await page.goto('/batches');
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type(name.toLowerCase());
  const rows = page
    .getByRole('table', { name: 'Batches' })
    .getByRole('row')
    .filter({ has: page.getByRole('link') });
  await expect(rows).toHaveCount(1);
  await page.getByLabel('Status', { exact: true }).selectOption('Running');
  await expect(page.getByText('No batch matches this search.')).toBeVisible();
  await page.getByLabel('Status', { exact: true }).selectOption('Draft');
  await expect(rows).toHaveCount(1);
  // The link lies over the whole row, so what is hit there is the link and not the cell.
  await rows.getByRole('cell').nth(2).click({ force: true });
  await expect(page).toHaveURL(new RegExp(`/batches/${batchId}`));
  await page.goBack();
  await expect(page.getByLabel('Search batches')).toHaveValue(name.toLowerCase());
});

test('while events do not come, pages say so and still follow', async ({ page, seed, expectedErrors }) => {
  expectedErrors.add(/api\/events/);
  await page.route('**/api/events?*', (route) => route.abort());
  await page.clock.install();
  // An empty list follows nothing.
  await seed.draft(jsonlFile('there-before.jsonl', chatLines(1)));
  await page.goto('/batches');
  await expect(page.getByText('Updates every 15 s')).toBeVisible();
  await seed.draft(jsonlFile('polled.jsonl', chatLines(2)));
  await page.clock.runFor(16_000);
  await expect(page.getByRole('link', { name: 'polled' })).toBeVisible();
});
