import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Product } from '#scripts/launcher/product.ts';
import { download, readBatch } from './support/batch-api.ts';
import { statusOf, waitForFinish, watchStatus } from './support/batch-pages.ts';
import { customIdsOf, linesOf } from './support/jsonl-file.ts';
import { test as ownTest } from './support/own-product.ts';
import { parseResults } from './support/result-lines.ts';
import { expect, test as sharedTest } from './support/test.ts';

/** One of the sample's requests is refused by the model, in words. */
const message = z.union([z.object({ content: z.string() }), z.object({ content: z.null(), refusal: z.string() })]);
const chatAnswer = z.object({ choices: z.array(z.object({ message })).min(1) });

/** A product of its own, as nobody has used it yet. */
const test = ownTest.extend<{ freshProduct: Product }>({
  freshProduct: async ({ startOwn }, use) => {
    // Slow enough that every status is seen, however busy the machine.
    await use(await startOwn({ LANGBATCH_SANDBOX_SECONDS: '4' }));
  },
  baseURL: async ({ freshProduct }, use) => {
    await use(freshProduct.url);
  },
});

test('from an empty product to a complete results file, with sample data and without a reload', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Try it with sample data' }).click();
  await expect(page).toHaveURL(/\/batches\/[\w-]+$/);
  const batchId = page.url().split('/').at(-1) ?? '';
  await page.evaluate(() => sessionStorage.setItem('loadedOnce', 'true'));

  await test.step('it is checked', async () => {
    await expect(page.getByRole('button', { name: 'Start 24 requests' })).toBeVisible();
    await expect(page.getByText('Sample data, made-up answers')).toBeVisible();
  });

  await test.step('it starts, and its states go by', async () => {
    const seen = await watchStatus(page);
    await page.getByRole('button', { name: 'Start 24 requests' }).click();
    await expect(page.getByText('Live', { exact: true })).toBeVisible();
    await waitForFinish(page);
    await expect(statusOf(page)).toHaveText('Finished, 4 of 24 failed, 1 missing');
    const states = await seen();
    expect(states[0]).toBe('Draft, ready to start');
    expect(states.some((state) => state.startsWith('Running'))).toBe(true);
    expect(new Set(states).size).toBeGreaterThanOrEqual(4);
  });

  await test.step('its failures say why, and what a retry does for them', async () => {
    await page.getByRole('tab', { name: 'Failures' }).click();
    await expect(page.getByText('5 of 24 requests have no answer, with 4 causes.')).toBeVisible();
    const missing = page.getByRole('article', { name: 'The sandbox returned nothing for this request' });
    await expect(missing.getByText('email-006')).toBeVisible();
    await expect(missing.getByText('A retry will probably help')).toBeVisible();
  });

  await test.step('a request is found by its custom id and opened', async () => {
    await page.getByRole('tab', { name: 'Requests' }).click();
    await page.getByLabel('Search by custom ID').fill('product-003');
    const table = page.getByRole('table', { name: 'Requests' });
    await expect(table.getByRole('link')).toHaveText(['product-003']);
    await table.getByRole('link', { name: 'product-003' }).click();
    const panel = page.getByRole('dialog', { name: 'Request' });
    await expect(panel.getByRole('region', { name: 'Request' })).toContainText('Enamel mug, 350 ml');
    await expect(panel.getByRole('region', { name: 'Answer' })).toContainText('The sandbox says');
    await page.keyboard.press('Escape');
    await expect(panel).toBeHidden();
  });

  await test.step('the curable ones are retried', async () => {
    await page.getByRole('button', { name: 'Retry 4 requests' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByRole('heading', { name: 'Left out' })).toBeVisible();
    await dialog.getByRole('button', { name: 'Retry 4 requests' }).click();
    await expect(dialog).toBeHidden();
    await expect(statusOf(page)).not.toHaveText(/^Finished/);
    await waitForFinish(page);
    await expect(statusOf(page)).toHaveText('Finished, 1 of 24 failed');
  });

  await test.step('the results are one line for each request, in OpenAI’s format and the order of the input', async () => {
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download results' }).click();
    await page.getByRole('menuitem', { name: 'As the provider sent them (JSONL)' }).click();
    const file = await downloading;
    expect(file.suggestedFilename()).toMatch(/\.jsonl$/);
    const results = parseResults(await readFile(await file.path()));
    const input = linesOf(await download(page.request, batchId, 'input.jsonl'));
    expect(results.map((line) => line.custom_id)).toEqual(customIdsOf(input));
    const failed = results.filter((line) => line.response?.status_code !== 200);
    expect(failed.map((line) => line.custom_id)).toEqual(['product-004']);
    for (const line of results.filter((result) => !failed.includes(result))) chatAnswer.parse(line.response?.body);
  });

  expect(await page.evaluate(() => sessionStorage.getItem('loadedOnce'))).toBe('true');
  expect((await readBatch(page.request, batchId)).attempts.map((attempt) => attempt.requests)).toEqual([24, 4]);
});

sharedTest('sample data can be tried again, and fails anew for the same causes', async ({ page }) => {
  for (let time = 0; time < 2; time += 1) {
    await page.goto('/connections');
    await page.getByRole('button', { name: 'New sample batch' }).click();
    await page.getByRole('button', { name: 'Start 24 requests' }).click();
    await expect(statusOf(page)).toHaveText('Finished, 4 of 24 failed, 1 missing', { timeout: 90_000 });
  }
});
