import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { fixturePath, readFixture } from '../fixtures/read-fixture.ts';
import { download, readBatch } from './support/batch-api.ts';
import { draftIdOf, start, uploadDraft, waitForFinish } from './support/batch-pages.ts';
import { chatLine, customIdsOf, linesOf } from './support/jsonl-file.ts';
import { slowUploads, startNetwork } from './support/network.ts';
import type { Network } from './support/network.ts';
import { parseResults } from './support/result-lines.ts';
import { expect, test } from './support/test.ts';

const megabyte = 1024 * 1024;
/** Slow enough that a test can step in while a file of 20 MB is on its way. */
const bytesPerSecond = 12 * megabyte;

/** A valid file of about `megabytes`, which no other test has. */
function bigFile(megabytes: number, name: string): Buffer {
  const text = 'All the words that a long request has. '.repeat(400);
  const lines: string[] = [];
  let bytes = 0;
  for (let number = 1; bytes < megabytes * megabyte; number += 1) {
    const line = `${chatLine({ customId: `${name}-${number}`, text })}\n`;
    lines.push(line);
    bytes += line.length;
  }
  return Buffer.from(lines.join(''));
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function waitForPercent(page: Page, percent: number): Promise<void> {
  const bar = page.getByRole('progressbar', { name: /^Upload of/ });
  await expect
    .poll(async () => Number(await bar.getAttribute('aria-valuenow')), { intervals: [50] })
    .toBeGreaterThanOrEqual(percent);
}

/** The offsets at which pieces of uploads were sent. */
function watchOffsets(page: Page): readonly number[] {
  const offsets: number[] = [];
  page.on('request', (request) => {
    if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset']));
  });
  return offsets;
}

async function expectWholeUpload(page: Page, content: Buffer): Promise<string> {
  const batchId = await draftIdOf(page);
  const batch = await readBatch(page.request, batchId);
  expect(batch.input).toMatchObject({ bytes: content.length, sha256: sha256(content) });
  expect(sha256(await download(page.request, batchId, 'input.jsonl'))).toBe(sha256(content));
  return batchId;
}

for (const { fixture, requests } of [
  { fixture: '01-in-chat-langbatch.jsonl', requests: '8 requests' },
  { fixture: '10-in-chat-100-lines-bedrock-min-langbatch.jsonl', requests: '104 requests' },
]) {
  test(`${fixture} comes back complete and in the order of the input`, async ({ page }) => {
    const batchId = await uploadDraft(page, fixturePath(fixture));
    await start(page, requests);
    await waitForFinish(page);
    const results = parseResults(await download(page.request, batchId, 'results.jsonl'));
    expect(results.map((line) => line.custom_id)).toEqual(customIdsOf(linesOf(readFixture(fixture))));
    expect(results.every((line) => line.response?.status_code === 200)).toBe(true);
  });
}

test('the button Choose file asks for a file, and what is chosen is uploaded and checked', async ({ page }) => {
  await page.goto('/batches/new');
  await expect(page.getByLabel('File', { exact: true })).toHaveCount(1);
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose file' }).click();
  await (await choosing).setFiles(fixturePath('01-in-chat-langbatch.jsonl'));
  await expect(page.getByText('01-in-chat-langbatch.jsonl', { exact: true })).toBeVisible();
  await expect(page.getByText('chat completions')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Start 8 requests' })).toBeVisible();
});

const testWithNetwork = test.extend<{ network: Network }>({
  network: async ({ shared }, use) => {
    await using network = await startNetwork(new URL(shared.url));
    await use(network);
  },
  proxy: async ({ network }, use) => {
    await use({ server: network.proxyUrl });
  },
});

testWithNetwork(
  'an upload that is cut in the middle goes on by itself and arrives whole',
  async ({ page, network, expectedErrors }, testInfo) => {
    expectedErrors.add(/Failed to load resource: net::ERR_/);
    const content = bigFile(14, 'cut');
    const path = testInfo.outputPath('cut.jsonl');
    await writeFile(path, content);
    const offsets = watchOffsets(page);

    await page.goto('/batches/new');
    // So slow that a busy server has read some of the second piece when the browser has sent half of it.
    await slowUploads(page, 2 * megabyte);
    await page.getByLabel('File', { exact: true }).setInputFiles(path);
    await waitForPercent(page, 80);
    network.cut();
    await expect(page.getByText('The connection is lost.')).toBeVisible();
    network.mend();

    const batchId = await expectWholeUpload(page, content);
    // Not at the start of one of its pieces: what had arrived of the broken one was kept.
    expect(offsets.some((offset) => offset > 0 && offset % (8 * megabyte) !== 0)).toBe(true);
    await expect(page.getByRole('button', { name: /^Start [\d,]+ requests/ })).toBeVisible();
    expect((await readBatch(page.request, batchId)).input.name).toBe('cut.jsonl');
  },
);

test('after a reload in mid-upload the same file goes on from where it stopped', async ({ page }, testInfo) => {
  const content = bigFile(24, 'reload');
  const path = testInfo.outputPath('reload.jsonl');
  await writeFile(path, content);
  await page.goto('/batches/new');
  await slowUploads(page, bytesPerSecond);
  await page.getByLabel('File', { exact: true }).setInputFiles(path);
  await waitForPercent(page, 45);
  await page.reload();

  await expect(page.getByText('The upload of reload.jsonl was interrupted')).toBeVisible();
  const offsets = watchOffsets(page);
  await page.getByLabel('File', { exact: true }).setInputFiles(path);
  await expectWholeUpload(page, content);
  expect(Math.min(...offsets)).toBeGreaterThan(8 * megabyte);
});

test('Cancel upload stops it, and nothing of it is left to go on with', async ({ page }, testInfo) => {
  const path = testInfo.outputPath('cancelled.jsonl');
  await writeFile(path, bigFile(24, 'cancelled'));
  await page.goto('/batches/new');
  await slowUploads(page, bytesPerSecond);
  await page.getByLabel('File', { exact: true }).setInputFiles(path);
  await waitForPercent(page, 40);
  const forgotten = page.waitForResponse((response) => response.request().method() === 'DELETE');
  await page.getByRole('button', { name: 'Cancel upload' }).click();
  expect((await forgotten).status()).toBe(204);
  await expect(page.getByRole('button', { name: 'Choose file' })).toBeVisible();
  await page.reload();
  await expect(page.getByText('was interrupted')).toBeHidden();
});
