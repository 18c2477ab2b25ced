import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { readXlsx, writeXlsx } from 'hucre';
import { readCsv } from '#tests/support/read-csv.ts';
import { download, readBatch } from './support/batch-api.ts';
import { draftIdOf, start, statusOf, uploadDraft, waitForFinish } from './support/batch-pages.ts';
import { expectAccessible } from './support/faces.ts';
import { type InputFile, linesOf, textFile } from './support/jsonl-file.ts';
import { expect, test } from './support/test.ts';

const products = ['Kettle Alto 1.7 l', 'Pan Nero 28 cm', 'Knife Lama 20 cm', 'Board Faggio'];

const reviews = Array.from({ length: 20 }, (_, at) => ({
  id: `r-${10_001 + at}`,
  product: products[at % products.length] ?? '',
  text: `Review number ${at + 1}: ${at % 3 === 0 ? 'boils fast, "looks" lovely' : 'the lid is a bit stiff;\nI sent it back'}.`,
  stars: (at % 5) + 1,
}));

async function reviewsWorkbook(): Promise<InputFile> {
  const rows = [Object.keys(reviews[0] ?? {}), ...reviews.map((review) => Object.values(review))];
  const workbook = await writeXlsx({ sheets: [{ name: 'Reviews', rows }] });
  return {
    name: 'reviews.xlsx',
    mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    buffer: Buffer.from(workbook),
  };
}

/** Writes into a field of the builder; the page may still be coming to life. */
async function write(page: Page, label: string, text: string): Promise<void> {
  const field = page.getByLabel(label, { exact: true });
  await field.fill(text);
  await expect(field).toHaveValue(text);
}

test('from a spreadsheet to answers: her rows, a question, one of a list, and a line of results for each row', async ({
  page,
}) => {
  const batchId = await uploadDraft(page, await reviewsWorkbook());

  await test.step('her first rows are there, with the builder right below', async () => {
    const sheet = page.getByRole('table', { name: 'First rows of reviews.xlsx' });
    await expect(sheet.getByRole('columnheader', { name: 'product' })).toBeVisible();
    await expect(sheet.getByRole('row').nth(1)).toContainText('r-10001');
    await expect(page.getByText('20 rows, 4 columns')).toBeVisible();
    await expect(page.getByText('and 17 more rows')).toBeVisible();
  });

  await test.step('a column is put in by a click, and by typing two braces', async () => {
    await write(page, 'Prompt', 'Sort this review of ');
    await page.getByRole('group', { name: 'Put into Prompt' }).getByRole('button', { name: 'product' }).click();
    await page.getByLabel('Prompt', { exact: true }).press('End');
    await page.keyboard.type(': {{te');
    await page.getByRole('list', { name: 'Columns' }).getByRole('button', { name: 'text' }).click();
    await expect(page.getByLabel('Prompt', { exact: true })).toHaveValue('Sort this review of {{product}}: {{text}}');
    const preview = page.getByRole('complementary', { name: 'Preview' });
    await expect(preview.getByRole('article').first()).toContainText(
      'Sort this review of Kettle Alto 1.7 l: Review number 1: boils fast, "looks" lovely.',
    );
    await expect(preview.getByRole('article')).toHaveCount(3);
  });

  await test.step('a place that no column has is an error where it stands', async () => {
    await write(page, 'System text', 'You know {{Product}}.');
    await expect(page.getByText('The table has no column Product. Did you mean product?')).toBeVisible();
    await write(page, 'System text', 'You sort reviews.');
  });

  await test.step('the answer is one of a list', async () => {
    await write(page, 'Model', 'gpt-4o-mini');
    await page.getByRole('radio', { name: 'One of a list' }).click();
    await write(page, 'Choices', 'positive\nneutral\nnegative');
    await expect(page.getByText('The answer will be exactly one of these 3, never another word.')).toBeVisible();
    await page.getByRole('combobox', { name: 'Row names' }).click();
    await page.getByRole('option', { name: 'From column id' }).click();
    await expect(page.getByText('r-10001, r-10002, … All 20 are different.')).toBeVisible();
    await expectAccessible(page, 'builder');
  });

  await test.step('nothing of it is lost by a reload', async () => {
    await page.reload();
    await expect(page.getByLabel('Choices', { exact: true })).toHaveValue('positive\nneutral\nnegative');
  });

  await test.step('requests are made of the rows, checked and started', async () => {
    await page.getByRole('button', { name: 'Make 20 requests' }).click();
    await expect(page.getByRole('button', { name: 'Start 20 requests' })).toBeVisible();
    await start(page, '20 requests');
    await waitForFinish(page);
    await expect(statusOf(page)).toHaveText('Finished, all 20 succeeded');
  });

  const lines = linesOf(await download(page.request, batchId, 'input.jsonl'));
  expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject(
    reviews.map(({ id, product, text }) => ({
      custom_id: id,
      body: {
        model: 'gpt-4o-mini',
        messages: [
          { role: 'system', content: 'You sort reviews.' },
          { role: 'user', content: `Sort this review of ${product}: ${text}` },
        ],
      },
    })),
  );
  expect((await readBatch(page.request, batchId)).counts.succeeded).toBe(20);

  await test.step('her own columns come back with the answer behind them, as CSV and as a workbook', async () => {
    const [head, ...rows] = readCsv(await download(page.request, batchId, 'results.csv'));
    expect(head?.slice(0, 7)).toEqual(['id', 'product', 'text', 'stars', 'answer', 'answer error', 'outcome']);
    expect(rows.map((row) => row.slice(0, 4))).toEqual(
      reviews.map(({ id, product, text, stars }) => [id, product, text, String(stars)]),
    );
    for (const row of rows) expect(['positive', 'neutral', 'negative']).toContain(row[4]);

    await page.getByRole('tab', { name: 'Downloads' }).click();
    const downloading = page.waitForEvent('download');
    await page.getByRole('link', { name: /^Download .*Excel/u }).click();
    const file = await downloading;
    expect(file.suggestedFilename()).toBe('reviews - results.xlsx');
    const workbook = await readXlsx(await readFile(await file.path()));
    expect(workbook.sheets[0]?.rows.slice(1).map((row) => row.slice(0, 4))).toEqual(
      reviews.map((review) => Object.values(review)),
    );
    await expectAccessible(page, 'downloads of a table');
  });

  await test.step('the same question is asked of a new file in two clicks', async () => {
    await page.getByRole('link', { name: 'Run again with a new file' }).click();
    await expect(page).toHaveURL(/like=/u);
    const more = textFile('december.csv', 'id,product,text\nd-1,Kettle,Lovely\nd-2,Pan,Bad\n');
    await page.getByLabel('File', { exact: true }).setInputFiles(more);
    await expect(page.getByLabel('Choices', { exact: true })).toHaveValue('positive\nneutral\nnegative');
    await page.getByRole('button', { name: 'Make 2 requests' }).click();
    await expect(page.getByRole('button', { name: 'Start 2 requests' })).toBeVisible();
  });
});

test('a question is kept as a template, chosen for another table, and its batch says which version made it', async ({
  page,
}) => {
  const firstId = await uploadDraft(page, textFile('first.csv', 'id,text\n1,Fine\n2,Bad\n'));
  await write(page, 'Prompt', 'Sort {{text}}');
  await page.getByRole('button', { name: 'Keep as template' }).click();
  const dialog = page.getByRole('dialog', { name: 'Keep as template' });
  await dialog.getByLabel('Name').fill('Sorting of texts');
  await dialog.getByRole('button', { name: 'Keep' }).click();
  await expect(page.getByText('Kept as Sorting of texts, version 1.')).toBeVisible();
  await page.getByRole('button', { name: 'Make 2 requests' }).click();
  await expect(page.getByText('by the template Sorting of texts, version 1')).toBeVisible();
  expect((await readBatch(page.request, firstId)).id).toBe(firstId);

  await uploadDraft(page, textFile('second.csv', 'id,body\n1,Fine\n'));
  await page.getByRole('button', { name: 'Use a template' }).click();
  await page.getByRole('menuitem', { name: 'Sorting of texts' }).click();
  await expect(page.getByLabel('Prompt', { exact: true })).toHaveValue('Sort {{text}}');
  await page.getByRole('button', { name: 'Make 1 request' }).click();
  await expect(page.getByText('The table has no column text.').first()).toBeVisible();
});

test('a table that was read wrongly is read again as its owner says', async ({ page }) => {
  const latin = Buffer.from('name;wert\nGr\xf6\xdfe;1,5\n', 'latin1');
  await uploadDraft(page, { name: 'werte.csv', mimeType: 'text/csv', buffer: latin });
  const sheet = page.getByRole('table', { name: 'First rows of werte.csv' });
  await expect(sheet.getByRole('row').nth(1)).toContainText('Größe');
  await page.getByRole('button', { name: 'Something looks wrong' }).click();
  const dialog = page.getByRole('dialog', { name: 'How the table is read' });
  await dialog.getByRole('combobox', { name: 'Columns are separated by' }).click();
  await page.getByRole('option', { name: 'Comma' }).click();
  await expectAccessible(page, 'how a table is read');
  await dialog.getByRole('button', { name: 'Read it again' }).click();
  await expect(sheet.getByRole('columnheader', { name: 'name;wert' })).toBeVisible();
});

test('a table whose quotes are text is read as its owner says', async ({ page }) => {
  await uploadDraft(page, textFile('inches.csv', 'id,size\n1,"5 inches\n2,6\n'));
  await expect(page.getByText('A quote opens in line 2 and is not closed.')).toBeVisible();
  await page.getByRole('button', { name: 'Read it in another way' }).click();
  const dialog = page.getByRole('dialog', { name: 'How the table is read' });
  await dialog.getByRole('combobox', { name: 'Cells are quoted with' }).click();
  await page.getByRole('option', { name: 'Nothing' }).click();
  await dialog.getByRole('button', { name: 'Read it again' }).click();
  const sheet = page.getByRole('table', { name: 'First rows of inches.csv' });
  await expect(sheet.getByRole('row').nth(1)).toContainText('"5 inches');
});

test('a file that only looks like a table says what it is, and another one takes its place', async ({ page }) => {
  await uploadDraft(page, textFile('broken.xlsx', 'PK\x03\x04 and then nothing of a workbook'));
  await expect(page.getByText('The workbook is damaged or incomplete.')).toBeVisible();
  await expectAccessible(page, 'a table that cannot be read');
  await page.getByLabel('File', { exact: true }).setInputFiles(textFile('small.csv', 'a,b\n1,2\n'));
  await expect(page.getByRole('table', { name: 'First rows of small.csv' })).toBeVisible();
  expect((await readBatch(page.request, await draftIdOf(page))).name).toBe('small');
});
