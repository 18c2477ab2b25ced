import type { Locator, Page } from '@playwright/test';
import { readCsv } from '#tests/support/read-csv.ts';
import { download, readBatch, waitForEnd } from './support/batch-api.ts';
import { statusOf } from './support/batch-pages.ts';
import { chatLine, chatLines, customIdsOf, jsonlFile, linesOf } from './support/jsonl-file.ts';
import { mixedLines } from './support/mixed-outcomes.ts';
import { parseResults } from './support/result-lines.ts';
import type { Seed } from './support/seed.ts';
import { expect, test } from './support/test.ts';

const fault = 'The sandbox had an internal error';
const tooLong = 'The text is too long for this model';
const missing = 'The sandbox returned nothing for these requests';

interface MixedBatch {
  readonly batchId: string;
  readonly lines: readonly string[];
}

async function openMixed(page: Page, seed: Seed): Promise<MixedBatch> {
  const lines = mixedLines();
  const batchId = await seed.finish(jsonlFile('mixed.jsonl', lines));
  await page.goto(`/batches/${batchId}`);
  return { batchId, lines };
}

function linesThatBegin(lines: readonly string[], ...beginnings: readonly string[]): string[] {
  return lines.filter((line) => beginnings.some((beginning) => line.startsWith(`{"custom_id":"${beginning}`)));
}

/** The lines under a heading of the retry dialog, such as `Sent`: "The text is too long for this model 2". */
function listUnder(dialog: Locator, heading: string): Locator {
  return dialog
    .getByRole('heading', { name: heading, exact: true })
    .locator('xpath=../following-sibling::ul[1]')
    .getByRole('listitem');
}

async function confirmRetry(page: Page, button: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: button }).click();
  await expect(dialog).toBeHidden();
}

test('causes are counted, explained, and say whether a retry helps', async ({ page, mixedBatchId }) => {
  await page.goto(`/batches/${mixedBatchId}`);
  await expect(statusOf(page)).toHaveText('Finished, 5 of 11 failed, 2 missing');
  await expect(page.getByText('4 succeeded, 5 failed, 2 missing, 0 waiting').first()).toBeVisible();
  await page.getByRole('tab', { name: 'Failures 7' }).click();
  await expect(page.getByText('7 of 11 requests have no answer, with 3 causes.')).toBeVisible();
  await expect(page.getByText('A retry will probably help 5 of them; 2 need a change first.')).toBeVisible();

  const causes = page.getByRole('article');
  await expect(causes.first()).toContainText(fault);
  await expect(causes.first()).toContainText('HTTP 500');
  await expect(causes.first()).toContainText('A retry will probably help');
  for (const customId of ['fault-1', 'fault-2', 'fault-3']) await expect(causes.first()).toContainText(customId);
  const hopeless = causes.filter({ hasText: tooLong });
  await expect(hopeless).toContainText('context_length_exceeded');
  await expect(hopeless).toContainText('A retry will not help');
  await hopeless.getByRole('button', { name: 'What the sandbox says' }).click();
  await expect(hopeless).toContainText('maximum context length is 128000 tokens');
  await expect(causes.filter({ hasText: missing }).getByRole('button', { name: 'Retry these 2' })).toBeVisible();

  await causes.first().getByRole('button', { name: 'Show requests' }).click();
  await expect(page.getByRole('table', { name: 'Requests' }).getByRole('link')).toHaveText([
    'fault-1',
    'fault-2',
    'fault-3',
  ]);
});

test('a retry leaves out what it cannot cure and says so, and earlier answers stay', async ({ page, seed }) => {
  const { batchId, lines } = await openMixed(page, seed);
  const before = parseResults(await download(page.request, batchId, 'results.jsonl'));
  await page.getByRole('button', { name: 'Retry 5 requests' }).click();
  const dialog = page.getByRole('dialog', { name: 'Retry 5 requests' });
  await expect(dialog.getByRole('button', { name: 'Retry 5 requests' })).toBeFocused();
  await expect(listUnder(dialog, 'Sent')).toHaveText([`${fault}3`, `${missing}2`]);
  await expect(listUnder(dialog, 'Left out')).toHaveText([`${tooLong}2`]);
  await expect(dialog).toContainText('The 4 answers you have stay as they are');
  await confirmRetry(page, 'Retry 5 requests');

  const batch = await waitForEnd(page.request, batchId);
  expect(batch.attempts.map((attempt) => attempt.requests)).toEqual([11, 5]);
  expect(batch.counts).toEqual({ total: 11, pending: 0, succeeded: 9, failed: 2, missing: 0, notAnswered: 0 });
  await expect(statusOf(page)).toHaveText('Finished, 2 of 11 failed');
  const after = parseResults(await download(page.request, batchId, 'results.jsonl'));
  expect(after.map((line) => line.custom_id)).toEqual(customIdsOf(lines));
  for (const line of before.filter((result) => result.response?.status_code === 200))
    expect(after).toContainEqual(line);
});

test('what ran out of time says so, keeps the other answers and can be retried', async ({ page, seed }) => {
  const lines = [...chatLines(2), chatLine({ customId: 'late', text: 'This takes a day. [[sandbox:expire]]' })];
  const batchId = await seed.finish(jsonlFile('late.jsonl', lines));
  await page.goto(`/batches/${batchId}`);
  await expect(statusOf(page)).toHaveText('Ran out of time, 1 of 3 failed');
  await page.getByRole('tab', { name: 'Failures' }).click();
  const cause = page.getByRole('article', { name: 'The sandbox ran out of time' });
  await expect(cause).toContainText('A retry will probably help');
  await expect(cause.getByRole('button', { name: 'Retry this one' })).toBeVisible();
  const results = parseResults(await download(page.request, batchId, 'results.jsonl'));
  expect(results.map((line) => line.response?.status_code ?? line.error?.code)).toEqual([200, 200, 'batch_expired']);
});

test('a cause is retried by itself', async ({ page, seed }) => {
  const { batchId } = await openMixed(page, seed);
  await page.getByRole('tab', { name: 'Failures' }).click();
  await page.getByRole('button', { name: 'Retry these 3' }).click();
  const dialog = page.getByRole('dialog', { name: 'Retry 3 requests' });
  await expect(listUnder(dialog, 'Sent')).toHaveText([`${fault}3`]);
  await confirmRetry(page, 'Retry 3 requests');
  const batch = await waitForEnd(page.request, batchId);
  expect(batch.attempts.map((attempt) => attempt.requests)).toEqual([11, 3]);
  expect(batch.counts).toMatchObject({ succeeded: 7, failed: 2, missing: 2 });
});

test('Other retries offers what a plain retry leaves out, each with its number', async ({ page, seed }) => {
  const { batchId } = await openMixed(page, seed);
  await page.getByRole('button', { name: 'Other retries' }).click();
  await expect(page.getByRole('menuitem')).toHaveText([
    'Failed 5',
    'Missing 2',
    'Unlikely to succeed 2',
    'All without an answer 7',
    'Everything, also what has an answer 11',
  ]);
  await page.getByRole('menuitem', { name: 'Unlikely to succeed' }).click();
  const dialog = page.getByRole('dialog', { name: 'Retry 2 requests' });
  await expect(listUnder(dialog, 'Sent')).toHaveText([`${tooLong}2`]);
  await expect(dialog).toContainText('A retry will not help these: the text is too long for this model.');
  await confirmRetry(page, 'Retry 2 requests');
  const batch = await waitForEnd(page.request, batchId);
  expect(batch.attempts.map((attempt) => attempt.requests)).toEqual([11, 2]);
  expect(batch.counts).toMatchObject({ succeeded: 4, failed: 5, missing: 2 });
});

test('downloads tell failed and missing requests apart, in the order of the input', async ({ page, seed }) => {
  const { batchId, lines } = await openMixed(page, seed);
  await page.getByRole('tab', { name: 'Downloads' }).click();
  for (const name of [
    'Results (JSONL)',
    'Results (CSV)',
    'Results (Excel)',
    'Failed requests (JSONL)',
    'Errors (JSONL)',
    'Input file',
  ]) {
    await expect(page.getByRole('link', { name: `Download ${name}` })).toBeVisible();
  }
  const unsuccessful = linesThatBegin(lines, 'long', 'fault', 'lost');
  expect(linesOf(await download(page.request, batchId, 'failed-requests.jsonl'))).toEqual(unsuccessful);
  const errors = linesOf(await download(page.request, batchId, 'errors.jsonl'));
  expect(customIdsOf(errors)).toEqual(customIdsOf(unsuccessful));
  const results = parseResults(await download(page.request, batchId, 'results.jsonl'));
  expect(results.map((line) => line.custom_id)).toEqual(customIdsOf(linesThatBegin(lines, 'good', 'long', 'fault')));
  const csv = readCsv(await download(page.request, batchId, 'results.csv'));
  expect(csv).toHaveLength(12);
  expect(csv[5]?.slice(0, 2)).toEqual(['lost-1', 'missing']);
  expect((await readBatch(page.request, batchId)).input.name).toBe('mixed.jsonl');
});

test('ticked requests are retried and downloaded by themselves', async ({ page, seed }) => {
  const { batchId } = await openMixed(page, seed);
  await page.getByRole('tab', { name: 'Requests' }).click();
  await page.getByRole('checkbox', { name: 'Select fault-2' }).click();
  await page.getByRole('checkbox', { name: 'Select good-3' }).click();
  const selection = page.getByRole('region', { name: 'Selection' });
  await expect(selection).toContainText('2 selected');
  const downloading = page.waitForEvent('download');
  await selection.getByRole('link', { name: 'Download selection' }).click();
  const results = parseResults(await readStream(await (await downloading).createReadStream()));
  expect(results.map((line) => line.custom_id)).toEqual(['fault-2', 'good-3']);
  await selection.getByRole('button', { name: 'Retry 2 selected' }).click();
  const dialog = page.getByRole('dialog');
  await expect(listUnder(dialog, 'Sent')).toHaveText([`${fault}1`, 'Has an answer already1']);
  await expect(dialog).toContainText('1 of them has an answer already: it is answered and paid for again');
  await confirmRetry(page, 'Retry 2 requests');
  const batch = await waitForEnd(page.request, batchId);
  expect(batch.attempts.map((attempt) => attempt.requests)).toEqual([11, 2]);
  expect(batch.counts).toMatchObject({ succeeded: 5, failed: 4, missing: 2 });
});

async function readStream(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
