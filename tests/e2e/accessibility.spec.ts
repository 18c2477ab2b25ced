import { randomBytes } from 'node:crypto';
import type { Page } from '@playwright/test';
import { waitForEnd } from './support/batch-api.ts';
import { statusOf, uploadDraft } from './support/batch-pages.ts';
import { connectionCard } from './support/connections.ts';
import { expectAccessible } from './support/faces.ts';
import { chatLine, chatLines, jsonlFile, textFile } from './support/jsonl-file.ts';
import { sharedProduct } from './support/running-product.ts';
import { expect, test } from './support/test.ts';

const badLines = [
  ...chatLines(2),
  '{"custom_id": "torn", "method": "POST"',
  chatLine({ customId: 'a-very-long-custom-id-that-has-no-place-to-break-'.repeat(4), body: { stream: true } }),
  chatLine({ customId: 'odd', body: { flavour: 'vanilla' } }),
];

/** Holds back what the page asks for, so that its loading face stays. */
async function holdBack(page: Page, url: RegExp): Promise<() => Promise<void>> {
  const { promise: isLetGo, resolve: letGo } = Promise.withResolvers<void>();
  await page.route(url, async (route) => {
    await isLetGo;
    await route.continue();
  });
  return async () => {
    letGo();
    await page.unrouteAll({ behavior: 'wait' });
  };
}

async function failOn(page: Page, url: RegExp): Promise<() => Promise<void>> {
  const error = { code: 'storage_failed', message: 'The database does not answer. Try again in a moment.' };
  await page.route(url, (route) => route.fulfill({ status: 503, json: { error } }));
  return () => page.unroute(url);
}

test('new batch: empty, problems, refused, ready to start', async ({ page }) => {
  await page.goto('/batches/new');
  await expectAccessible(page, 'no file yet');
  await uploadDraft(page, jsonlFile('bad.jsonl', badLines));
  await page.getByRole('button', { name: 'The request asks for streaming.' }).click();
  await page.getByRole('button', { name: 'A setting that this endpoint may not know.' }).click();
  await expect(page.getByText('Line 4', { exact: true })).toBeVisible();
  await expectAccessible(page, 'problems');
  await page.getByRole('combobox', { name: 'Connection' }).click();
  await expect(page.getByRole('option', { name: 'Sandbox' })).toBeVisible();
  await expectAccessible(page, 'choice of the connection');
  await page.keyboard.press('Escape');
  await page.getByRole('radio', { name: /^Upload a corrected file/ }).click();
  await expectAccessible(page, 'corrected file asked for');
  await uploadDraft(page, textFile('paper.pdf', '%PDF-1.7\n1 0 obj'));
  await expect(page.getByText('Nothing was sent.')).toBeVisible();
  await expectAccessible(page, 'refused file');
});

test('a finished batch: every tab, the open request, the dialogs', async ({ page, mixedBatchId }) => {
  await page.goto(`/batches/${mixedBatchId}`);
  await expectAccessible(page, 'overview');
  await page.getByRole('button', { name: 'Other retries' }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  await expectAccessible(page, 'menu');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Retry 5 requests' }).click();
  await expect(page.getByRole('heading', { name: 'Left out' })).toBeVisible();
  await expectAccessible(page, 'retry dialog');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Delete batch' }).click();
  await expect(page.getByRole('dialog', { name: 'Delete this batch?' })).toBeVisible();
  await expectAccessible(page, 'delete dialog');
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'Failures' }).click();
  await page.getByRole('button', { name: 'What the sandbox says' }).first().click();
  await expectAccessible(page, 'failures');
  await page.getByRole('tab', { name: 'Downloads' }).click();
  await expect(page.getByText('Results (JSONL)')).toBeVisible();
  await expectAccessible(page, 'downloads');
  await page.getByRole('tab', { name: 'Requests' }).click();
  await expect(page.getByRole('link', { name: 'fault-1' })).toBeVisible();
  await expectAccessible(page, 'requests');
  await page.getByRole('checkbox', { name: 'Select fault-1' }).click();
  await expectAccessible(page, 'requests, one ticked');
  await page.getByRole('button', { name: 'Clear selection' }).click();
  await page.getByRole('link', { name: 'fault-1' }).click();
  await expect(page.getByRole('region', { name: 'Answer' })).toBeVisible();
  await expectAccessible(page, 'open request');
});

test('a running batch, one that waits and one that needs a person', async ({ page, seed }) => {
  const name = `Refused ${randomBytes(3).toString('hex')}`;
  const address = sharedProduct().sandboxUrl;
  const connectionId = await seed.connection({ name, address, key: 'sandbox-refuse-me' });
  const batchId = await seed.start(jsonlFile('held.jsonl', chatLines(3)), connectionId);
  await page.goto(`/batches/${batchId}`);
  await expect(statusOf(page)).toHaveText(/^Needs you/);
  await expectAccessible(page, 'needs a person');
  await page.getByRole('button', { name: 'Cancel batch' }).click();
  await expect(page.getByRole('dialog', { name: 'Cancel this batch?' })).toBeVisible();
  await expectAccessible(page, 'cancel dialog');
  await page.keyboard.press('Escape');
  await page.goto('/batches');
  await expect(page.getByText('Needs you').first()).toBeVisible();
  await expectAccessible(page, 'batches');
  await page.goto('/connections');
  await expect(connectionCard(page, name).getByRole('button', { name: 'Enter a new key' })).toBeVisible();
  await expectAccessible(page, 'connections');
  await page.getByRole('button', { name: 'Add connection' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add connection' });
  await dialog.getByText('Limits of a job').click();
  await dialog.getByRole('button', { name: 'Add connection' }).click();
  await expect(dialog.getByText('Enter the key.')).toBeVisible();
  await expectAccessible(page, 'add connection, with what is missing');
  await page.keyboard.press('Escape');
  await connectionCard(page, name).getByRole('button', { name: 'Enter a new key' }).click();
  await expectAccessible(page, 'new key');
  await page.getByRole('dialog').getByLabel('New key').fill('sandbox-fine');
  await page.getByRole('button', { name: 'Save connection' }).click();
  await waitForEnd(page.request, batchId);
});

test('what errors mean, the keys, an address that is nowhere', async ({ page, expectedErrors }) => {
  expectedErrors.add(/404 \(Not Found\)/);
  await page.goto('/errors');
  await expect(page.getByRole('heading', { name: 'What errors mean', level: 1 })).toBeVisible();
  await expectAccessible(page, 'what errors mean');
  await page.getByRole('button', { name: 'Keys' }).click();
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await expectAccessible(page, 'keys');
  await page.goto('/nowhere');
  await expectAccessible(page, 'nowhere');
  await page.goto('/batches/batch_nowhere');
  await expect(page.getByRole('heading', { name: 'There is no such batch' })).toBeVisible();
  await expectAccessible(page, 'no such batch');
});

test('what loads, what failed to load and what is empty', async ({ page, seed, expectedErrors }) => {
  expectedErrors.add(/503 \(Service Unavailable\)/);
  await page.goto('/batches?search=nothing-is-called-so');
  await expect(page.getByText('No batch matches this search.')).toBeVisible();
  await expectAccessible(page, 'no batch found');
  await page.goto(`/batches/${await seed.finish(jsonlFile('loading.jsonl', chatLines(2)))}`);
  for (const { tab, url, loading, failed, filled } of [
    {
      tab: 'Failures',
      url: /\/causes/,
      loading: 'Loading the failures',
      failed: 'The failures could not be loaded.',
      filled: 'Every request was answered.',
    },
    {
      tab: 'Requests',
      url: /\/requests\?/,
      loading: 'Loading the requests',
      failed: 'The requests could not be loaded.',
      filled: 'request-2',
    },
  ]) {
    await page.reload();
    const letGo = await holdBack(page, url);
    await page.getByRole('tab', { name: tab }).click();
    await expect(page.getByText(loading)).toBeAttached();
    await expectAccessible(page, loading);
    await letGo();
    await expect(page.getByText(filled)).toBeVisible();
    await page.getByRole('tab', { name: 'Overview' }).click();
    await page.reload();
    const mend = await failOn(page, url);
    await page.getByRole('tab', { name: tab }).click();
    await expect(page.getByText(failed)).toBeVisible();
    await expect(page.getByText('The database does not answer. Try again in a moment.').first()).toBeVisible();
    await expectAccessible(page, failed);
    await mend();
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await expect(page.getByText(filled)).toBeVisible();
    await page.getByRole('tab', { name: 'Overview' }).click();
  }
});
