import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import { z } from 'zod';
import { download, readBatch } from './support/batch-api.ts';
import { start, uploadDraft } from './support/batch-pages.ts';
import { chatLines, customIdsOf, jsonlFile } from './support/jsonl-file.ts';
import { type OwnProduct, test } from './support/own-product.ts';
import { parseResults } from './support/result-lines.ts';
import { sandboxUrlOf } from './support/running-product.ts';
import { expect } from './support/test.ts';

const parts = 6;
const requestsPerPart = 20;

const jobList = z.object({
  data: z.array(z.object({ id: z.string(), metadata: z.record(z.string(), z.string()).nullable() })),
});

/** The tokens of the parts that the provider has jobs for, one for each job. */
async function tokensAt(sandboxUrl: string): Promise<string[]> {
  const response = await fetch(`${sandboxUrl}/batches?limit=100`, { headers: { authorization: 'Bearer any-key' } });
  const { data } = jobList.parse(await response.json());
  return data.map((job) => job.metadata?.['langbatch_token'] ?? '').toSorted();
}

/** Every process of the product, the database too, at once and without a warning. */
async function killEverything({ launcher, exited, dataDir }: OwnProduct): Promise<void> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=']);
  const processes = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const postmaster = Number((await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0]);
  const doomed = new Set([launcher.pid, postmaster]);
  // Parents stand anywhere in the list: look until nobody is added.
  for (let before = 0; before !== doomed.size;) {
    before = doomed.size;
    for (const [pid, parent] of processes) if (doomed.has(parent)) doomed.add(pid);
  }
  for (const pid of doomed) if (pid !== undefined) killOne(pid);
  await exited;
}

/**
 * Waits for the end as a person does who watches the page. A process killed between the commit of `sending`
 * and the call's arrival leaves a part of which nobody can know whether it was sent: after two minutes of
 * looking the page asks, and the provider's own list tells the person what to answer.
 */
async function watchToTheEnd(page: Page, batchId: string): Promise<void> {
  const isOverOrAsks = async (): Promise<boolean> => {
    const { endedAt, hold } = await readBatch(page.request, batchId);
    return endedAt !== null || hold?.kind === 'job_in_doubt';
  };
  const decision = page.getByRole('region', { name: 'A decision is needed' }).first();
  await page.goto(`/batches/${batchId}`);
  for (;;) {
    await expect.poll(isOverOrAsks, { timeout: 200_000, message: 'the batch ends, or asks' }).toBe(true);
    if ((await readBatch(page.request, batchId)).endedAt !== null) return;
    const question = await decision.getByRole('heading').innerText();
    await decision.getByRole('button', { name: `Send ${requestsPerPart} requests again` }).click();
    await expect(page.getByRole('heading', { name: question })).toBeHidden();
  }
}

/** One that has ended by itself, as its parent is gone, needs no killing. */
function killOne(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

test('everything killed twice in the middle of a run: the batch finishes with one job for each part', async ({
  browser,
  startOwn,
}, testInfo) => {
  // A lease of a killed worker has to run out, twice, and a part in doubt is looked for during two minutes.
  testInfo.setTimeout(420_000);
  const lines = chatLines(parts * requestsPerPart);
  const startAgain = () => startOwn({ LANGBATCH_SANDBOX_SECONDS: '4' });
  const first = await startAgain();
  const context = await browser.newContext({ baseURL: first.url });
  const page = await context.newPage();
  await page.goto('/connections');
  await page.getByRole('article', { name: 'Sandbox' }).getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Limits of a job').click();
  await dialog.getByRole('textbox', { name: 'Requests' }).fill(String(requestsPerPart));
  await dialog.getByRole('button', { name: 'Save connection' }).click();
  await expect(dialog).toBeHidden();
  const batchId = await uploadDraft(page, jsonlFile('killed.jsonl', lines));
  await start(page, `${lines.length} requests`);
  const sandboxUrl = await sandboxUrlOf(first.dataDir);
  await expect.poll(async () => (await tokensAt(sandboxUrl)).length, { intervals: [20] }).toBeGreaterThan(0);
  await killEverything(first);
  await context.close();

  const second = await startAgain();
  await expect
    .poll(async () => (await tokensAt(sandboxUrl)).length, { intervals: [50], timeout: 90_000 })
    .toBeGreaterThan(parts / 2);
  await killEverything(second);

  const third = await startAgain();
  const again = await browser.newContext({ baseURL: third.url });
  await watchToTheEnd(await again.newPage(), batchId);
  const batch = await readBatch(again.request, batchId);
  expect(batch.counts).toMatchObject({ total: lines.length, succeeded: lines.length });
  expect(batch.attempts[0]?.jobs).toHaveLength(parts);
  const tokens = await tokensAt(sandboxUrl);
  expect(tokens).toHaveLength(parts);
  expect(new Set(tokens).size).toBe(parts);
  const results = parseResults(await download(again.request, batchId, 'results.jsonl'));
  expect(results.map((line) => line.custom_id)).toEqual(customIdsOf(lines));
  expect((await readBatch(again.request, batchId)).status).toBe('completed');
  await again.close();
});
