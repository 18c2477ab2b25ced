// Takes the pictures of README and guide anew, of a product of its own with made-up data: node scripts/take-screenshots.ts
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import type { Page } from '@playwright/test';
import { startProduct } from '#scripts/launcher/product.ts';
import { ensureBrowser } from './ensure-browser.ts';

const folder = join(import.meta.dirname, '../docs/screenshots');
const requests = 1240;
/** What happens to some of the requests, and how many of them. */
const fates: readonly (readonly [directive: string, count: number])[] = [
  ['[[sandbox:500]]', 21],
  ['[[sandbox:429]]', 16],
  ['[[sandbox:400]]', 12],
  ['[[sandbox:missing]]', 4],
];
const finishTimeoutMs = 120_000;
const reviewed: readonly (readonly [product: string, text: string])[] = [
  [
    'Kettle Alto 1.7 l',
    'Boils fast and looks lovely on the counter. The lid is a bit stiff, but I would buy it again.',
  ],
  ['Pan Nero 28 cm', 'The coating came off after three weeks. I asked for my money back and heard nothing.'],
  ['Kettle Alto 1.7 l', 'It does what it should. Delivery took nine days.'],
  ['Knife Lama 20 cm', 'Sharp, but the handle came loose within a month.'],
];
const reviews = [
  'id,product,text,stars',
  ...Array.from({ length: 20 }, (_, index) => {
    const [product = '', text = ''] = reviewed[index % reviewed.length] ?? [];
    return `r-${10_001 + index},${product},"${text}",${1 + (index % 5)}`;
  }),
].join('\n');

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
  await save(page, 'batch-failures');
  await page.setViewportSize({ width: 1440, height: 1480 });
  await askAboutTable(page);
  await save(page, 'guide-question');
  await page.setViewportSize({ width: 1440, height: 900 });
  await finishTable(page);
  await save(page, 'guide-downloads');
} finally {
  await browser.close();
  await product.stop();
  await rm(dataDir, { recursive: true, force: true });
}

async function save(page: Page, name: string): Promise<void> {
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path });
  console.log(`Saved ${path}`);
}

async function askAboutTable(page: Page): Promise<void> {
  await page.goto('/batches/new');
  const buffer = Buffer.from(reviews);
  await page.getByLabel('File', { exact: true }).setInputFiles({ name: 'reviews.csv', mimeType: 'text/csv', buffer });
  await page.getByLabel('Prompt', { exact: true }).fill('Sort this review of {{product}}:\n\n{{text}}');
  await page.getByLabel('System text').fill('You sort customer reviews for a shop that sells kitchen goods.');
  await page.getByLabel('Model', { exact: true }).fill('gpt-4o-mini');
  await page.getByRole('radio', { name: 'One of a list' }).click();
  await page.getByLabel('Choices').fill('positive\nneutral\nnegative');
  await page.getByRole('combobox', { name: 'Row names' }).click();
  await page.getByRole('option', { name: 'From column id' }).click();
  await page.getByText('are different.').waitFor();
  await page.mouse.move(0, 0);
  await page.evaluate(() => window.scrollTo(0, 0));
}

async function finishTable(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Make \d+ requests$/u }).click();
  await page.getByRole('button', { name: /^Start \d+ requests/u }).click();
  await page.getByText('Finished, ').first().waitFor({ timeout: finishTimeoutMs });
  await page.getByRole('tab', { name: 'Downloads' }).click();
  await page.getByText('Your columns').first().waitFor();
}

async function runBatch(page: Page): Promise<void> {
  await page.goto('/batches/new');
  const buffer = Buffer.from(makeLines().join(''));
  await page
    .getByLabel('File', { exact: true })
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
