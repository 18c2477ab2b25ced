// Takes the README's picture anew, of a product of its own with made-up data: node scripts/take-screenshots.ts
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import type { Page } from '@playwright/test';
import { startProduct } from '#scripts/launcher/product.ts';
import { ensureBrowser } from './ensure-browser.ts';

const picture = join(import.meta.dirname, '../docs/screenshots/batch-failures.png');
const requests = 1240;
/** What happens to some of the requests, and how many of them. */
const fates: readonly (readonly [directive: string, count: number])[] = [
  ['[[sandbox:500]]', 21],
  ['[[sandbox:429]]', 16],
  ['[[sandbox:400]]', 12],
  ['[[sandbox:missing]]', 4],
];
const finishTimeoutMs = 120_000;

const dataDir = await mkdtemp(join(tmpdir(), 'langbatch-screenshots-'));
const product = await startProduct(dataDir, { LANGBATCH_SANDBOX_SECONDS: '2', LANGBATCH_POLL_SECONDS: '1' });
const browser = await chromium.launch({
  executablePath: await ensureBrowser((sentence) => console.error(sentence)),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
try {
  const page = await browser.newPage({
    baseURL: product.url,
    viewport: { width: 1440, height: 900 },
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  await runBatch(page);
  await page.getByRole('tab', { name: 'Failures' }).click();
  await page.getByRole('article').last().waitFor();
  await page.screenshot({ path: picture });
  console.log(`Saved ${picture}`);
} finally {
  await browser.close();
  await product.stop();
  await rm(dataDir, { recursive: true, force: true });
}

async function runBatch(page: Page): Promise<void> {
  await page.goto('/batches/new');
  const buffer = Buffer.from(makeLines().join(''));
  await page
    .getByLabel('JSONL file')
    .setInputFiles({ name: 'support-tickets-november.jsonl', mimeType: 'application/jsonl', buffer });
  await page.getByRole('textbox', { name: 'Name' }).fill('Support tickets, November');
  await page.getByRole('button', { name: `Start ${requests.toLocaleString('en')} requests` }).click();
  await page.getByText('Finished, ').first().waitFor({ timeout: finishTimeoutMs });
}

function makeLines(): string[] {
  const directives = fates.flatMap(([directive, count]) => Array.from({ length: count }, () => directive));
  const every = Math.floor(requests / directives.length);
  return Array.from({ length: requests }, (_, index) => {
    const directive = index % every === 0 ? (directives[index / every] ?? '') : '';
    const content = `Which team should answer ticket ${7000 + index}? ${directive}`;
    const body = { model: 'gpt-4o-mini', messages: [{ role: 'user', content }], max_tokens: 60 };
    const request = { custom_id: `ticket-${7000 + index}`, method: 'POST', url: '/v1/chat/completions', body };
    return `${JSON.stringify(request)}\n`;
  });
}
