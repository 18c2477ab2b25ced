import type { Page } from '@playwright/test';
import { readBatch } from './support/batch-api.ts';
import { waitForFinish } from './support/batch-pages.ts';
import { jsonlFile } from './support/jsonl-file.ts';
import { mixedLines } from './support/mixed-outcomes.ts';
import { expect, test } from './support/test.ts';

const notReached = 'The dashboard’s server does not answer.';

async function attemptsOf(page: Page, batchId: string): Promise<number> {
  return (await readBatch(page.request, batchId)).attempts.length;
}

test('a retry without a network fails at once, and after Cancel nothing of it is sent when the network is back', async ({
  page,
  context,
  mixedBatchId,
  expectedErrors,
}) => {
  expectedErrors.add(/ERR_INTERNET_DISCONNECTED/);
  await page.goto(`/batches/${mixedBatchId}`);
  await page.getByRole('button', { name: 'Retry 5 requests' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: 'Retry 5 requests' })).toBeEnabled();
  await context.setOffline(true);
  await dialog.getByRole('button', { name: 'Retry 5 requests' }).click();
  await expect(dialog.getByRole('alert')).toContainText(notReached);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
  await context.setOffline(false);
  // Whatever had been kept for later would have been sent before this answer.
  await page.getByRole('tab', { name: 'Failures' }).click();
  await expect(page.getByRole('article').first()).toBeVisible();
  expect(await attemptsOf(page, mixedBatchId)).toBe(1);
});

test('a page that hears of a lost network goes on while the server still answers', async ({ page, seed }) => {
  await page.goto(`/batches/${await seed.finish(jsonlFile('offline.jsonl', mixedLines()))}`);
  await page.getByRole('tab', { name: 'Requests' }).click();
  await expect(page.getByRole('link', { name: 'fault-1' })).toBeVisible();
  await page.evaluate(() => window.dispatchEvent(new Event('offline')));
  await page.getByRole('tab', { name: 'Failures' }).click();
  await expect(page.getByRole('article').first()).toBeVisible();
  await page.getByRole('button', { name: 'Retry 5 requests' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Retry 5 requests' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await waitForFinish(page);
});

test('a lost network is said instead of Live, and Live comes back by itself', async ({
  page,
  context,
  expectedErrors,
}) => {
  expectedErrors.add(/ERR_INTERNET_DISCONNECTED/);
  await page.goto('/batches');
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  await context.setOffline(true);
  await expect(page.getByText('Updates every 15 s')).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
});
