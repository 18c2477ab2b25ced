import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readBatch } from './support/batch-api.ts';
import { start, waitForFinish } from './support/batch-pages.ts';
import { sharedProduct } from './support/running-product.ts';
import { expect, test } from './support/test.ts';

const projectDir = join(import.meta.dirname, '../..');

/** Runs a script on the database of the shared product. */
async function runScript(path: string, ...args: readonly string[]): Promise<string> {
  const { PATH, NODE_ENV } = process.env;
  const env = { PATH, NODE_ENV, LANGBATCH_DATA_DIR: sharedProduct().dataDir };
  const { stdout } = await promisify(execFile)(process.execPath, [join(projectDir, path), ...args], { env });
  return stdout;
}

test('a draft that a script saved is started in the dashboard, and the script reads its results', async ({ page }) => {
  const said = await runScript('examples/dashboard-batch.ts');
  const batchId = /^Draft (\w+) is in the dashboard/.exec(said)?.[1] ?? '';
  await page.goto('/batches');
  await page.getByRole('link', { name: 'Capitals, from a script' }).click();
  await expect(page.getByText('A script made it and left the model to the default, gpt-4o-mini')).toBeVisible();
  await page.getByRole('link', { name: 'Finish setting up' }).click();
  await start(page, '3 requests');
  await waitForFinish(page);
  expect(await runScript('examples/dashboard-batch.ts', batchId)).toBe(
    'It is completed.\n3 successful, 0 unsuccessful, 0 missing.\n',
  );
});

test('a batch that a script sent with its own client is shown as any other, and its retry is left to the script', async ({
  page,
}) => {
  const batchId = (await runScript('tests/e2e/support/own-client-process.ts')).trim();
  await page.goto(`/batches/${batchId}`);
  await expect(page.getByRole('heading', { name: 'Sent by a script' })).toBeVisible();
  await expect(page.getByText('A script sends this batch with a client of its own.')).toBeVisible();
  await expect(page.getByRole('button', { name: /^(Retry|Cancel)/ })).toHaveCount(0);
  await page.getByRole('tab', { name: /Failures/ }).click();
  await expect(page.getByText('2 of 3 requests have no answer, with 2 causes.')).toBeVisible();
  await page.getByRole('tab', { name: /Requests/ }).click();
  await expect(page.getByRole('row', { name: /refused/ })).toBeVisible();
  expect((await readBatch(page.request, batchId)).counts).toMatchObject({ succeeded: 1, failed: 1, missing: 1 });
});
