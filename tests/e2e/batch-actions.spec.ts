import { randomBytes } from 'node:crypto';
import type { APIRequestContext, Page } from '@playwright/test';
import { startSandbox } from '../support/sandbox.ts';
import type { TestSandbox } from '../support/sandbox.ts';
import { readBatch, waitForEnd } from './support/batch-api.ts';
import { chooseConnection, statusOf, uploadDraft, waitForFinish } from './support/batch-pages.ts';
import { chatLines, jsonlFile } from './support/jsonl-file.ts';
import { mixedLines } from './support/mixed-outcomes.ts';
import { expect, test as sharedTest } from './support/test.ts';

interface StillProvider {
  readonly sandbox: TestSandbox;
  readonly connection: string;
  readonly connectionId: string;
  /** Starts a batch of these lines there, waits until its job is made, and opens its page; gives its id. */
  readonly run: (lines: readonly string[]) => Promise<string>;
}

/** A provider of the test's own, whose jobs stand still until the test lets them end. */
const test = sharedTest.extend<{ provider: StillProvider }>({
  provider: async ({ page, seed }, use) => {
    await using sandbox = await startSandbox();
    const connection = `Still ${randomBytes(3).toString('hex')}`;
    const connectionId = await seed.connection({ name: connection, address: sandbox.baseUrl });
    const run = async (lines: readonly string[]): Promise<string> => {
      const batchId = await seed.start(jsonlFile('sent.jsonl', lines), connectionId);
      await waitUntilSent(page.request, batchId);
      await page.goto(`/batches/${batchId}`);
      return batchId;
    };
    await use({ sandbox, connection, connectionId, run });
  },
});

async function waitUntilSent(request: APIRequestContext, batchId: string): Promise<void> {
  const providerIds = async (): Promise<(string | null)[]> =>
    (await readBatch(request, batchId)).attempts.flatMap((attempt) => attempt.jobs.map((job) => job.providerId));
  await expect.poll(providerIds).toEqual([expect.any(String)]);
}

async function jobsAt(sandbox: TestSandbox): Promise<number> {
  return callsAt(sandbox, 'batches.create');
}

async function callsAt(sandbox: TestSandbox, wanted: string): Promise<number> {
  return (await sandbox.calls()).filter(({ operation }) => operation === wanted).length;
}

test('a running batch is cancelled at the provider, and what has no answer can be retried', async ({
  page,
  provider,
}) => {
  const batchId = await provider.run(chatLines(5));
  await page.getByRole('button', { name: 'Cancel batch' }).click();
  const dialog = page.getByRole('dialog', { name: 'Cancel this batch?' });
  await expect(dialog.getByRole('button', { name: 'Keep running' })).toBeFocused();
  await dialog.getByRole('button', { name: 'Cancel batch' }).click();
  await expect(dialog).toBeHidden();
  await expect(statusOf(page)).toHaveText(/^Cancell/);
  await expect.poll(() => callsAt(provider.sandbox, 'batches.cancel')).toBe(1);
  provider.sandbox.finishJobs();
  await waitForEnd(page.request, batchId);
  await expect(statusOf(page)).toHaveText('Cancelled, 0 of 5 answered');
  await page.getByRole('button', { name: 'Retry 5 requests' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Retry 5 requests' }).click();
  await expect.poll(() => jobsAt(provider.sandbox)).toBe(2);
  provider.sandbox.finishJobs();
  expect((await waitForEnd(page.request, batchId)).counts).toMatchObject({ succeeded: 5 });
});

test('after a cancel the rest of a partial retry stays not answered, and no other retry starts meanwhile', async ({
  page,
  provider,
}) => {
  const batchId = await provider.run(chatLines(5));
  await page.getByRole('button', { name: 'Cancel batch' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel batch' }).click();
  await expect(statusOf(page)).toHaveText(/^Cancell/);
  await expect.poll(() => callsAt(provider.sandbox, 'batches.cancel')).toBe(1);
  provider.sandbox.finishJobs();
  await waitForEnd(page.request, batchId);

  await page.getByRole('tab', { name: 'Requests' }).click();
  const table = page.getByRole('table', { name: 'Requests' });
  await expect(table.getByRole('cell', { name: 'Not answered' })).toHaveCount(5);
  await table.getByRole('checkbox').nth(1).click();
  await page.getByRole('button', { name: 'Retry 1 selected' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Retry 1 request' }).click();
  await expect.poll(() => jobsAt(provider.sandbox)).toBe(2);
  await expect(table.getByRole('cell', { name: 'Not answered' })).toHaveCount(4);
  const retrySelected = page.getByRole('button', { name: 'Retry 1 selected' });
  await expect(retrySelected).toBeDisabled();
  await retrySelected.hover();
  await expect(page.getByRole('tooltip')).toHaveText('Attempt 2 runs; the next retry can start when it ends.');
  await table.getByRole('link').first().click();
  await expect(page.getByRole('button', { name: 'Retry this request' })).toBeDisabled();

  provider.sandbox.finishJobs();
  await waitForEnd(page.request, batchId);
  await expect(statusOf(page)).toHaveText('Finished, 4 of 5 not answered');
  await expect(page.getByRole('button', { name: 'Retry this request' })).toBeEnabled();
});

test('deleting a draft removes it and its files, after saying what is lost', async ({ page, seed, expectedErrors }) => {
  expectedErrors.add(/404 \(Not Found\) .*\/batches\//);
  const batchId = await seed.draft(jsonlFile('unwanted.jsonl', chatLines(2)));
  await page.goto(`/batches/${batchId}`);
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Delete batch' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete this batch?' });
  await expect(dialog).toContainText('unwanted.jsonl');
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await dialog.getByRole('button', { name: 'Delete batch' }).click();
  await expect(page).toHaveURL(/\/batches$/);
  await expect.poll(async () => (await page.request.get(`/api/batches/${batchId}`)).status()).toBe(404);
  expect((await page.request.get(`/api/batches/${batchId}/input.jsonl`)).status()).toBe(404);
  await page.goto(`/batches/${batchId}`);
  await expect(page.getByRole('heading', { name: 'There is no such batch' })).toBeVisible();
});

test('deleting a running batch cancels it first and says so', async ({ page, provider, expectedErrors }) => {
  expectedErrors.add(/404 \(Not Found\) .*\/api\/(batches\/|events)/);
  const batchId = await provider.run(chatLines(5));
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Delete batch' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete this batch?' });
  await expect(dialog).toContainText(
    'It is still running: it is cancelled first, and deleted when its jobs have ended.',
  );
  await dialog.getByRole('button', { name: 'Delete batch' }).click();
  await expect.poll(() => callsAt(provider.sandbox, 'batches.cancel')).toBe(1);
  await page.goto(`/batches/${batchId}`);
  await expect(page.getByText('This batch is being deleted.')).toBeVisible();
  provider.sandbox.finishJobs();
  await expect(page.getByRole('heading', { name: 'There is no such batch' })).toBeVisible();
  expect((await page.request.get(`/api/batches/${batchId}`)).status()).toBe(404);
});

for (const { place, prepare } of [
  { place: 'the new batch', prepare: () => Promise.resolve() },
  {
    place: "the batch's page",
    prepare: async (page: Page) => {
      await page.getByRole('button', { name: 'Save as draft' }).click();
      await expect(page).toHaveURL(/\/batches\/[\w-]+$/);
    },
  },
]) {
  test(`a double click on Start of ${place} makes one attempt and one job`, async ({ page, provider }) => {
    const batchId = await uploadDraft(page, jsonlFile('twice.jsonl', chatLines(3)));
    await chooseConnection(page, provider.connection);
    await prepare(page);
    await page.getByRole('button', { name: 'Start 3 requests' }).dblclick();
    await expect(page).toHaveURL(new RegExp(`/batches/${batchId}$`));
    await waitUntilSent(page.request, batchId);
    provider.sandbox.finishJobs();
    expect((await waitForEnd(page.request, batchId)).attempts).toHaveLength(1);
    expect(await jobsAt(provider.sandbox)).toBe(1);
  });
}

test('Start in a second tab of the same draft is refused with a sentence', async ({
  page,
  context,
  provider,
  expectedErrors,
}) => {
  expectedErrors.add(/ERR_FAILED .*api\/events/);
  const batchId = await uploadDraft(page, jsonlFile('tabs.jsonl', chatLines(3)));
  await chooseConnection(page, provider.connection);
  const second = await context.newPage();
  // Without events the second tab doesn't notice by itself.
  await second.route('**/api/events?*', (route) => route.abort());
  await second.goto(page.url());
  await chooseConnection(second, provider.connection);
  await page.getByRole('button', { name: 'Start 3 requests' }).click();
  await expect(page).toHaveURL(/\/batches\/[\w-]+$/);
  await second.getByRole('button', { name: 'Start 3 requests' }).click();
  await expect(second.getByText('This batch has been started already.')).toBeVisible();
  await waitUntilSent(page.request, batchId);
  expect((await readBatch(page.request, batchId)).attempts).toHaveLength(1);
});

test('a retry in a second tab is refused with a sentence when the batch was retried meanwhile', async ({
  page,
  context,
  seed,
}) => {
  const batchId = await seed.finish(jsonlFile('retried-twice.jsonl', mixedLines()));
  await page.goto(`/batches/${batchId}`);
  const second = await context.newPage();
  await second.goto(page.url());
  for (const tab of [page, second]) {
    await tab.getByRole('button', { name: 'Retry 5 requests' }).click();
    await expect(tab.getByRole('dialog').getByRole('button', { name: 'Retry 5 requests' })).toBeEnabled();
  }
  await page.getByRole('dialog').getByRole('button', { name: 'Retry 5 requests' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await second.getByRole('dialog').getByRole('button', { name: 'Retry 5 requests' }).click();
  await expect(second.getByRole('dialog').getByRole('alert')).toHaveText(
    'This batch was retried meanwhile. Look at it again before you send anything.',
  );
  // What it would send now stands in place of what was refused.
  await expect(second.getByRole('dialog').getByText('No request matches this choice any more.')).toBeVisible();
  expect((await waitForEnd(page.request, batchId)).attempts.map((attempt) => attempt.requests)).toEqual([11, 5]);
});

test('a retry leaves people where they are and says when the next one can start', async ({ page, provider }) => {
  await provider.run(mixedLines());
  provider.sandbox.finishJobs();
  await waitForFinish(page);
  await page.getByRole('tab', { name: 'Failures' }).click();
  await page.getByRole('button', { name: 'Retry these 3' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Retry 3 requests' }).click();
  await expect(page.getByText('3 requests sent as attempt 2')).toBeVisible();
  await expect(page).toHaveURL(/tab=failures/);
  const reason = page.getByText('Attempt 2 runs; the next retry can start when it ends.');
  await expect(reason.filter({ visible: true })).toHaveCount(1);
  for (const name of ['Retry 2 requests', 'Retry these 2'])
    await expect(page.getByRole('button', { name }).first()).toBeDisabled();
  await page.getByRole('button', { name: 'Watch' }).click();
  await expect(page.getByRole('tab', { name: 'Overview' })).toHaveAttribute('aria-selected', 'true');
  await expect.poll(() => jobsAt(provider.sandbox)).toBe(2);
  provider.sandbox.finishJobs();
  await waitForFinish(page);
  await expect(page.getByRole('button', { name: 'Retry 2 requests' })).toBeEnabled();
});

test('a new name is kept, and Esc leaves the old one', async ({ page, seed }) => {
  await page.goto(`/batches/${await seed.draft(jsonlFile('renamed.jsonl', chatLines(1)))}`);
  await expect(page.getByRole('heading', { name: 'renamed' })).toBeVisible();
  await page.getByRole('button', { name: 'Edit name' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Never mind');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { name: 'renamed' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Edit name' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Name' }).fill('Reviews of November');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Reviews of November' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Reviews of November' })).toBeVisible();
  await expect(page).toHaveTitle(/Reviews of November/);
});

test('to rename a long name moves nothing on the page', async ({ page, seed }) => {
  const name = 'Support tickets of November, all languages, second try with a longer prompt than the first one '.repeat(
    2,
  );
  await page.goto(`/batches/${await seed.draft(jsonlFile(`${name.trim()}.jsonl`, chatLines(1)))}`);
  const top = (): Promise<number | undefined> =>
    page
      .getByRole('tablist')
      .boundingBox()
      .then((box) => box?.y);
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 });
    const before = await top();
    await page.getByRole('button', { name: 'Edit name' }).click();
    await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused();
    expect(await top()).toBe(before);
    await page.keyboard.press('Escape');
  }
  await page.setViewportSize({ width: 1280, height: 800 });
});
