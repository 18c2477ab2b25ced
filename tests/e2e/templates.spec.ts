import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { writeTemplateFile } from '#lib/shared/contract/kept-template.ts';
import type { Template } from '#lib/shared/contract/template.ts';
import { makeTemplate } from '#tests/support/templates.ts';
import { expectAccessible } from './support/faces.ts';
import { expect, test } from './support/test.ts';

const uniqueName = (name: string): string => `${name} ${randomBytes(3).toString('hex')}`;

function rowOf(page: Page, name: string): Locator {
  return page.getByRole('article', { name, exact: true });
}

function textOf(page: Page, title: string): Locator {
  return page.getByRole('region', { name: title, exact: true }).getByRole('paragraph');
}

function jsonFile(name: string, text: string) {
  return { name, mimeType: 'application/json', buffer: Buffer.from(text) };
}

/** Imports a template on the page of templates, as somebody does who was sent the file. */
async function importFile(page: Page, file: ReturnType<typeof jsonFile>): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Import template' }).click(),
  ]);
  await chooser.setFiles(file);
}

async function keep(page: Page, name: string, template: Template): Promise<void> {
  await page.goto('/templates');
  await importFile(page, jsonFile('template.json', writeTemplateFile(name, template)));
  await expect(rowOf(page, name)).toBeVisible();
}

const sorting = makeTemplate({
  system: 'You sort reviews of {{product|a product}}.',
  answer: { kind: 'choices', choices: ['positive', 'neutral', 'negative'] },
  nameColumn: 'id',
  parameters: { temperature: 0 },
});

test('a template is imported, read, renamed, duplicated, exported as it came, and deleted', async ({ page }) => {
  const name = uniqueName('Sort reviews');
  await keep(page, name, sorting);
  await expect(page.getByText(`Imported as ${name}.`)).toBeVisible();
  await expect(rowOf(page, name)).toContainText('gpt-4o-mini');
  await expect(rowOf(page, name)).toContainText('One of a list');
  await expect(rowOf(page, name)).toContainText('1 version');

  await rowOf(page, name).getByRole('link', { name }).click();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
  await expect(textOf(page, 'Prompt')).toHaveText('Sort this review: {{text}}');
  await expect(textOf(page, 'Prompt').locator('mark')).toHaveText('{{text}}');
  await expect(textOf(page, 'System text').locator('mark')).toHaveText('{{product|a product}}');
  for (const text of ['positive', 'neutral', 'negative', 'From column id', '"temperature": 0'])
    await expect(page.getByText(text, { exact: false }).first()).toBeVisible();
  await expect(page.getByRole('link', { name: 'New batch with this template' })).toHaveAttribute(
    'href',
    /^\/batches\/new\?template=template_/u,
  );
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Export' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe(`${name}.json`);
  expect(JSON.parse(await readFile(await download.path(), 'utf8'))).toEqual({ name, ...sorting });

  await page.getByRole('link', { name: 'Templates' }).first().click();
  await rowOf(page, name).getByRole('button', { name: 'Duplicate' }).click();
  await expect(rowOf(page, `${name} (2)`)).toBeVisible();
  await rowOf(page, `${name} (2)`).getByRole('button', { name: 'Rename' }).click();
  const renaming = page.getByRole('dialog', { name: `Rename ${name} (2)` });
  await renaming.getByLabel('Name').fill(name.toUpperCase());
  await renaming.getByRole('button', { name: 'Save' }).click();
  await expect(renaming.getByText(`There is a template called ${name} already.`)).toBeVisible();
  await renaming.getByLabel('Name').fill(`Other ${name}`);
  await renaming.getByRole('button', { name: 'Save' }).click();
  await expect(rowOf(page, `Other ${name}`)).toBeVisible();

  await rowOf(page, `Other ${name}`).getByRole('button', { name: 'Delete' }).click();
  const deleting = page.getByRole('dialog', { name: `Delete Other ${name}?` });
  await expect(deleting).toContainText('Batches that it made have a copy and stay as they are.');
  await expect(deleting.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await deleting.getByRole('button', { name: 'Delete template' }).click();
  await expect(rowOf(page, `Other ${name}`)).toBeHidden();
  await expect(rowOf(page, name)).toBeVisible();
});

test('an older version is read as it was, exported as it was, and named as older', async ({ page, seed }) => {
  const name = uniqueName('Versions');
  const first = makeTemplate({ prompt: 'What is {{text}}?' });
  const id = await seed.template(name, [first, makeTemplate({ prompt: 'Sort {{text}}.' })]);
  await page.goto(`/templates/${id}`);
  await expect(textOf(page, 'Prompt')).toHaveText('Sort {{text}}.');
  await page.getByRole('combobox', { name: 'Version' }).click();
  await page.getByRole('option', { name: 'Version 1' }).click();
  await expect(textOf(page, 'Prompt')).toHaveText('What is {{text}}?');
  await expect(page).toHaveURL(/version=1/u);
  await expect(page.getByText('A new batch begins with version 2.')).toBeVisible();
  const href = (await page.getByRole('link', { name: 'Export' }).getAttribute('href')) ?? '';
  expect(await (await page.request.get(href)).json()).toEqual({ name, ...first });
  await page.getByRole('button', { name: 'Show it' }).click();
  await expect(textOf(page, 'Prompt')).toHaveText('Sort {{text}}.');
  const missing = await page.request.get(`/api/templates/${id}?version=3`);
  expect([missing.status(), await missing.text()]).toEqual([404, expect.stringContaining('has no version 3')]);
});

test('a file that is no template is refused with a sentence, and another can be chosen at once', async ({ page }) => {
  const name = uniqueName('Kept');
  await keep(page, name, makeTemplate());
  for (const [text, sentence] of [
    ['{"name": Sort}', 'line 1, column 10 cannot be read'],
    [writeTemplateFile(name, { ...makeTemplate(), model: ' ' }), 'model: Name the model.'],
    ['{"custom_id": "a"}', 'This is a request of a batch, not a template.'],
  ] as const) {
    await importFile(page, jsonFile('template.json', text));
    await expect(page.getByRole('alert').filter({ hasText: sentence })).toBeVisible();
  }
  await importFile(page, jsonFile('template.json', `${' '.repeat(1_000_001)}{}`));
  await expect(page.getByText('template.json is too large for a template')).toBeVisible();
  await importFile(page, jsonFile('template.json', writeTemplateFile(name, makeTemplate())));
  await expect(rowOf(page, `${name} (2)`)).toBeVisible();
  await expect(page.getByText('too large for a template')).toBeHidden();
});

test('on a phone Connections and What errors mean are behind More', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto('/templates');
  const bar = page.getByRole('navigation', { name: 'Main' });
  await expect(bar.getByRole('link', { name: 'Templates' })).toHaveAttribute('aria-current', 'page');
  await expect(bar.getByRole('link', { name: 'Connections' })).toBeHidden();
  await bar.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'What errors mean' }).click();
  await expect(page.getByRole('heading', { name: 'What errors mean', level: 1 })).toBeVisible();
  await bar.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Connections' }).click();
  await expect(page.getByRole('heading', { name: 'Connections', level: 1 })).toBeVisible();
});

test('templates, wide and on a phone, light and dark', async ({ page, expectedErrors }) => {
  expectedErrors.add(/404 \(Not Found\)/);
  const name = uniqueName(
    'A name that is as long as people make them when they mean it well, without a place to break',
  );
  const fields = makeTemplate({
    answer: {
      kind: 'fields',
      fields: [
        { name: 'tone', type: 'choices', description: 'How it sounds', choices: ['kind', 'angry'] },
        { name: 'price', type: 'number', description: '', choices: [] },
      ],
    },
    parameters: { metadata: { note: 'x'.repeat(300) } },
  });
  await keep(page, name, fields);
  await expectAccessible(page, 'templates');
  await rowOf(page, name).getByRole('button', { name: 'Delete' }).click();
  await expectAccessible(page, 'delete template');
  await page.keyboard.press('Escape');
  await rowOf(page, name).getByRole('button', { name: 'Rename' }).click();
  await expectAccessible(page, 'rename template');
  await page.keyboard.press('Escape');
  await rowOf(page, name).getByRole('link', { name }).click();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
  await expectAccessible(page, 'a template');
  await page.goto('/templates/nowhere');
  await expect(page.getByRole('heading', { name: 'There is no such template' })).toBeVisible();
  await expectAccessible(page, 'no such template');
});
