import { randomBytes } from 'node:crypto';
import type { Page } from '@playwright/test';
import { readCsv } from '#tests/support/read-csv.ts';
import { download, readBatch, waitForEnd } from './support/batch-api.ts';
import { chooseConnection, draftIdOf, start, uploadDraft } from './support/batch-pages.ts';
import { chatLine, chatLines, customIdsOf, jsonlFile, textFile } from './support/jsonl-file.ts';
import type { InputFile } from './support/jsonl-file.ts';
import { parseResults } from './support/result-lines.ts';
import { expect, test } from './support/test.ts';

const brokenLines = [
  chatLine({ customId: 'good-1' }),
  '{"custom_id": "torn", "method": "POST", "url": "/v1/chat/completions", "body": {"model": ',
  chatLine({ customId: 'good-2' }),
  chatLine({ customId: 'good-1', text: 'Once more.' }),
  chatLine({ customId: 'streams', body: { stream: true } }),
  chatLine({ customId: 'other-model', body: { model: 'gpt-4o' } }),
  JSON.stringify({ custom_id: 'no-body', method: 'POST', url: '/v1/chat/completions' }),
  '{"custom_id": "torn-too", "method": "POST"',
  chatLine({ customId: 'good-3', body: { flavour: 'vanilla' } }),
];

async function expectProblem(page: Page, title: string, lines: readonly string[], count = lines.length): Promise<void> {
  const group = page.getByRole('listitem').filter({ has: page.getByRole('button', { name: title }) });
  const button = group.getByRole('button', { name: title });
  await expect(button).toContainText(String(count));
  if ((await button.getAttribute('aria-expanded')) === 'false') await button.click();
  for (const line of lines) await expect(group.getByText(line, { exact: true })).toBeVisible();
}

test('broken lines are grouped by what is wrong, each with its line number', async ({ page }) => {
  const batchId = await uploadDraft(page, jsonlFile('broken.jsonl', brokenLines));
  await expect(page.getByRole('heading', { name: /^6 lines cannot be sent/ })).toBeVisible();
  await expectProblem(page, 'The line ends too early.', ['Line 2', 'Line 8']);
  await expectProblem(page, 'The custom_id is used twice.', ['Line 4']);
  await expectProblem(page, 'The request asks for streaming.', ['Line 5']);
  await expectProblem(page, 'The model is not the one of the batch.', ['Line 6']);
  await expectProblem(page, 'There is no body.', ['Line 7']);
  await expectProblem(page, 'A setting that this endpoint may not know.', ['Line 9']);

  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Problems (CSV)' }).click();
  expect((await downloading).suggestedFilename()).toMatch(/\.csv$/);
  const [head, ...rows] = readCsv(await download(page.request, batchId, 'problems.csv'));
  expect(head?.join()).toBe('line,custom_id,severity,code,what is wrong,how to fix it,provider says,param,text');
  expect(rows.map(([line]) => line)).toEqual(['2', '4', '5', '6', '7', '8', '9']);
});

test('bad lines are left out by a choice that says how many, and the others run', async ({ page }) => {
  const batchId = await uploadDraft(page, jsonlFile('left-out.jsonl', brokenLines));
  await expect(page.getByRole('radio', { name: /^Leave out 6 bad lines/ })).toBeChecked();
  await start(page, '3 requests');
  await waitForEnd(page.request, batchId);
  const results = parseResults(await download(page.request, batchId, 'results.jsonl'));
  expect(results.map((line) => line.custom_id)).toEqual(['good-1', 'good-2', 'good-3']);
  await expect(page.getByText('6 bad lines were left out')).toBeVisible();
  const leftOut = [1, 3, 4, 5, 6, 7].map((index) => `${brokenLines[index]}\n`);
  expect((await download(page.request, batchId, 'left-out-lines.jsonl')).toString()).toBe(leftOut.join(''));
});

test('a corrected file takes the place of the broken one, in the same draft', async ({ page }) => {
  const batchId = await uploadDraft(page, jsonlFile('mended.jsonl', brokenLines));
  await page.getByRole('radio', { name: /^Upload a corrected file/ }).click();
  await chooseConnection(page, 'Sandbox');
  await expect(page.getByRole('button', { name: 'Start 3 requests' })).toBeDisabled();
  await expect(page.getByText('Choose the corrected file, or leave the bad lines out.')).toBeVisible();
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose corrected file' }).click();
  await (await choosing).setFiles(jsonlFile('mended.jsonl', chatLines(9)));

  await expect(page.getByRole('button', { name: 'Start 9 requests' })).toBeEnabled();
  await expect(page.getByText('cannot be sent')).toBeHidden();
  expect(await draftIdOf(page)).toBe(batchId);
  await start(page, '9 requests');
  expect((await waitForEnd(page.request, batchId)).counts).toMatchObject({ total: 9, succeeded: 9 });
});

test('a draft that is kept stays in the list and can be started from its page', async ({ page }) => {
  const batchId = await uploadDraft(page, jsonlFile('kept.jsonl', chatLines(2)));
  await chooseConnection(page, 'Sandbox');
  const name = `Kept ${randomBytes(4).toString('hex')}`;
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.getByRole('button', { name: 'Save as draft' }).click();
  await expect(page.getByRole('heading', { name })).toBeVisible();
  await page.goto(`/batches?search=${encodeURIComponent(name)}`);
  const row = page.getByRole('table', { name: 'Batches' }).getByRole('row').filter({ hasText: name });
  await expect(row).toContainText('Draft, ready to start');
  await row.getByRole('link', { name }).click();
  await page.getByRole('button', { name: 'Start 2 requests' }).click();
  expect((await waitForEnd(page.request, batchId)).counts).toMatchObject({ succeeded: 2 });
});

const lines = chatLines(3);
const unusable: readonly { readonly what: string; readonly file: InputFile; readonly sentence: string }[] = [
  {
    what: 'an empty file',
    file: textFile('empty.jsonl', ''),
    sentence: 'The file is empty. Choose a .jsonl file with one request on each line.',
  },
  {
    what: 'a PDF',
    file: textFile('paper.pdf', `%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n1 0 obj\n<< >>\nendobj\n`),
    sentence: 'This is a PDF document, not JSONL. Choose the .jsonl file that holds your requests.',
  },
  {
    what: 'one JSON array',
    file: textFile('array.json', `[${lines.join(',\n')}]`),
    sentence: 'This is one big JSON list. Convert it to one request a line?',
  },
  {
    what: 'text in UTF-16',
    file: textFile('windows.jsonl', Buffer.from(`\ufeff${lines.join('\r\n')}`, 'utf16le')),
    sentence: 'This text is saved as UTF-16. Save the file again with the encoding UTF-8.',
  },
];

for (const { what, file, sentence } of unusable) {
  test(`${what} is refused with what it is and what to do, and another file can be chosen`, async ({ page }) => {
    await uploadDraft(page, file);
    await expect(page.getByText(sentence, { exact: true })).toBeVisible();
    await expect(page.getByText('Nothing was sent.')).toBeVisible();
    await expect(page.getByRole('button', { name: /^Start/ })).toBeHidden();
    await page.getByLabel('File', { exact: true }).setInputFiles(jsonlFile('right.jsonl', lines));
    await expect(page.getByRole('button', { name: 'Start 3 requests' })).toBeVisible();
  });
}

test('one big JSON list is converted at a press, and its requests run', async ({ page }) => {
  const list = `[\n${chatLines(4).join(',\n')}\n]`;
  const batchId = await uploadDraft(page, textFile('list.json', list));
  await page.getByRole('button', { name: 'Convert' }).click();
  await start(page, '4 requests');
  expect((await waitForEnd(page.request, batchId)).counts).toMatchObject({ total: 4, succeeded: 4 });
});

test('lines that name no endpoint are sent to the one that is chosen', async ({ page }) => {
  const short = chatLines(2).map((line) => line.replace('"method":"POST","url":"/v1/chat/completions",', ''));
  const batchId = await uploadDraft(page, jsonlFile('short.jsonl', short));
  await expect(page.getByText('They look like chat completions.')).toBeVisible();
  await chooseConnection(page, 'Sandbox');
  await expect(page.getByText('Choose the endpoint to start.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Start 2 requests' })).toBeDisabled();
  await page.getByRole('combobox', { name: 'Endpoint' }).click();
  await page.getByRole('option', { name: 'chat completions' }).click();
  await start(page, '2 requests');
  expect((await waitForEnd(page.request, batchId)).counts).toMatchObject({ total: 2, succeeded: 2 });
});

test('a file whose lines are all of another kind than requests cannot be started', async ({ page }) => {
  await uploadDraft(page, jsonlFile('mixed-urls.jsonl', ['{"a": 1}', '{"b": 2}']));
  await expect(
    page.getByText('No line of this file can be sent. Fix the lines and upload the file again.'),
  ).toBeVisible();
  await expect(page.getByRole('button', { name: /^Start/ })).toBeHidden();
});

test('custom ids that differ in a NUL or a lone surrogate are different, the same id spelt differently is not', async ({
  page,
}) => {
  const ids = ['a', 'a\\u0000', '\\u0000a', 'a\\ud800', 'a\\ud801', 'a\\udc00', 'a\\ufffd', '\\u0061'];
  const strange = ids.map((id) => chatLine({ customId: 'ID' }).replace('"ID"', `"${id}"`));
  const batchId = await uploadDraft(page, jsonlFile('strange-ids.jsonl', strange));
  await expectProblem(page, 'The custom_id is used twice.', ['Line 8']);
  await start(page, '7 requests');
  expect((await waitForEnd(page.request, batchId)).counts).toMatchObject({ total: 7, succeeded: 7 });
  const results = parseResults(await download(page.request, batchId, 'results.jsonl'));
  expect(results.map((line) => line.custom_id)).toEqual(customIdsOf(strange.slice(0, 7)));
  await page.getByRole('tab', { name: 'Requests' }).click();
  await expect(page.getByRole('table', { name: 'Requests' }).getByRole('row')).toHaveCount(8);
  expect((await readBatch(page.request, batchId)).attempts).toHaveLength(1);
});
