import { beforeEach, describe, expect, test } from 'vitest';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { newTable } from '#lib/record/table-record.ts';
import { type TemplateOrigin, templateSchema } from '#lib/shared/contract/template.ts';
import { duplicateTemplate } from '#lib/templates/duplicate-template.ts';
import { exportTemplate } from '#lib/templates/export-template.ts';
import { getTemplate } from '#lib/templates/get-template.ts';
import { importTemplate } from '#lib/templates/import-template.ts';
import { listTemplates } from '#lib/templates/list-templates.ts';
import { removeTemplate } from '#lib/templates/remove-template.ts';
import { renameTemplate } from '#lib/templates/rename-template.ts';
import { saveTemplate } from '#lib/templates/save-template.ts';
import { addPerson, addWorkspace, memberContext, whyRefused } from '#tests/support/accounts.ts';
import { createBatchWorld } from '#tests/support/batch-world.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';
import { makeTemplate } from '#tests/support/templates.ts';

const database = usePrismaDatabase();
let ines: Context;
let shop: Context;

beforeEach(async () => {
  const { prisma } = database;
  await prisma.template.deleteMany();
  await prisma.person.deleteMany();
  await prisma.workspace.deleteMany({ where: { id: { not: 'local' } } });
  await addWorkspace(database, 'shop');
  ines = memberContext(database, { id: await addPerson(database, 'Ines', 'owner') });
  shop = memberContext(database, {}, { id: 'shop', name: 'Shop', slug: 'shop' });
});

const template = makeTemplate();
const other = makeTemplate({ model: 'gpt-4.1', answer: { kind: 'choices', choices: ['positive', 'negative'] } });
const keep = (name = 'Sort reviews', ctx = ines): Promise<TemplateOrigin> => saveTemplate(ctx, { name, template });
const names = async (ctx = ines): Promise<readonly string[]> => (await listTemplates(ctx)).map(({ name }) => name);

describe('a saved template', () => {
  test('is given back as it was saved, whatever characters are in it, with who saved it', async () => {
    const odd = makeTemplate({
      prompt: 'NUL \0, half a pair \ud800, {{text}} and a line\r\nbreak',
      model: 'odd \0 model',
      parameters: { z: 1, a: { b: [null, 1e-7, 'ü'] } },
    });
    const { templateId } = await saveTemplate(ines, { name: 'Odd', template: odd });
    const view = await getTemplate(ines, { templateId });
    expect(view.template).toEqual(odd);
    expect(Object.keys(view.template.parameters)).toEqual(['z', 'a']);
    expect(view).toMatchObject({
      name: 'Odd',
      version: 1,
      versions: [{ number: 1, savedBy: { name: ines.actor.name } }],
    });
    expect(await listTemplates(ines)).toMatchObject([
      { name: 'Odd', version: 1, model: 'odd ␀ model', answer: 'text' },
    ]);
  });

  test('has every version that was ever saved, and no SQL changes one', async () => {
    const { templateId } = await keep();
    const second = await saveTemplate(ines, { templateId, seenVersion: 1, template: other });
    expect(second).toEqual({ templateId, name: 'Sort reviews', version: 2 });
    expect((await getTemplate(ines, { templateId, version: 1 })).template).toEqual(template);
    expect(await getTemplate(ines, { templateId })).toMatchObject({ version: 2, template: other });
    const change = database.pool.query(`update template_version set model = 'another'`);
    await expect(change).rejects.toThrow('A saved version of a template is not changed.');
    expect(await whyRefused(getTemplate(ines, { templateId, version: 3 }))).toBe(
      'not_found: Sort reviews has no version 3: its newest one is 2.',
    );
    expect(await whyRefused(getTemplate(ines, { templateId, version: 9_999_999_999_999 }))).toContain('not_found');
  });

  test('gets no new version by what its newest one says already', async () => {
    const { templateId } = await keep();
    expect(await saveTemplate(ines, { templateId, seenVersion: 1, template })).toMatchObject({ version: 1 });
    expect((await getTemplate(ines, { templateId })).versions).toHaveLength(1);
  });

  test('of two people who save at once takes one version, and tells the other', async () => {
    const { templateId } = await keep();
    const saves = ['one', 'two', 'three'].map((model) =>
      saveTemplate(ines, { templateId, seenVersion: 1, template: makeTemplate({ model }) }),
    );
    await Promise.allSettled(saves);
    const refused = await Promise.all(
      saves.map(async (save) =>
        save.then(
          () => 'saved',
          () => whyRefused(save),
        ),
      ),
    );
    expect(
      refused.filter((told) => told.startsWith('conflict: Somebody saved version 2 of Sort reviews')),
    ).toHaveLength(2);
    expect((await getTemplate(ines, { templateId })).versions).toHaveLength(2);
  });

  test('that was deleted while somebody changed it says so', async () => {
    const { templateId } = await keep();
    await removeTemplate(ines, { templateId });
    expect(await whyRefused(saveTemplate(ines, { templateId, seenVersion: 1, template: other }))).toBe(
      'not_found: The template was deleted meanwhile. Save this one under a name.',
    );
    expect(await whyRefused(removeTemplate(ines, { templateId }))).toContain('There is no such template any more.');
  });
});

describe('a name', () => {
  test('is given once in a workspace, however it is written, and at once by one alone', async () => {
    const saves = await Promise.allSettled([keep('Sort'), keep('SORT'), keep(' sort ')]);
    expect(saves.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const [first] = await listTemplates(ines);
    expect(await whyRefused(keep('sort'))).toBe(
      `invalid_input: There is a template called ${first?.name} already. Choose another name.`,
    );
    await keep('Sort', shop);
  });

  test('may change its capitals, and does not become that of another', async () => {
    const { templateId } = await keep('Sort');
    await keep('Other');
    await renameTemplate(ines, { templateId, name: 'SORT' });
    expect(await names()).toEqual(['Other', 'SORT']);
    expect(await whyRefused(renameTemplate(ines, { templateId, name: 'other' }))).toContain('called Other already');
  });

  test('of a duplicate has a number behind it, however long it is', async () => {
    const { templateId } = await keep('x'.repeat(120));
    const duplicate = await duplicateTemplate(ines, { templateId });
    expect(duplicate.name).toBe(`${'x'.repeat(116)} (2)`);
    expect((await duplicateTemplate(ines, { templateId })).name).toBe(`${'x'.repeat(116)} (3)`);
  });
});

test('an exported version is imported as it was, under its name or the next that is free', async () => {
  const { templateId } = await keep();
  await saveTemplate(ines, { templateId, seenVersion: 1, template: other });
  const { fileName, content } = await exportTemplate(ines, { templateId, version: 1 });
  expect(fileName).toBe('Sort reviews.json');
  const text = Buffer.concat(await Array.fromAsync(content)).toString();
  expect(JSON.parse(text)).toEqual({ name: 'Sort reviews', ...template });
  const imported = await importTemplate(ines, { text, fileName });
  expect(imported).toMatchObject({ name: 'Sort reviews (2)', version: 1 });
  expect((await getTemplate(ines, imported)).template).toEqual(template);
  expect(await importTemplate(shop, { text, fileName })).toMatchObject({ name: 'Sort reviews' });
});

test('a template that is deleted changes no batch that it made', async () => {
  const world = createBatchWorld();
  const batchId = await world.draft(2);
  const origin = await keep();
  await updateBatch(world.ctx, batchId, (record) => {
    record.table = { ...newTable({ ...record.input }), made: { template: templateSchema.parse(template), origin } };
  });
  const before = await world.load(batchId);
  await renameTemplate(ines, { templateId: origin.templateId, name: 'Another name' });
  await removeTemplate(ines, { templateId: origin.templateId });
  expect(await database.prisma.templateVersion.count()).toBe(0);
  expect(await world.load(batchId)).toEqual(before);
  expect(before.table?.made).toEqual({ template, origin });
});

test('templates of another workspace are as good as none, and go with their workspace', async () => {
  const { templateId } = await keep();
  await keep('Theirs', shop);
  expect(await names(shop)).toEqual(['Theirs']);
  for (const change of [
    () => getTemplate(shop, { templateId }),
    () => exportTemplate(shop, { templateId }),
    () => duplicateTemplate(shop, { templateId }),
    () => renameTemplate(shop, { templateId, name: 'Stolen' }),
    () => removeTemplate(shop, { templateId }),
  ])
    expect(await whyRefused(change())).toContain('not_found');
  expect(await shop.templates?.findVersion(templateId, 1)).toBeNull();
  await database.prisma.workspace.delete({ where: { id: 'shop' } });
  expect(await database.prisma.template.count()).toBe(1);
  expect(await names()).toEqual(['Sort reviews']);
});

describe('too much', () => {
  test('text is refused with a sentence at the prompt', async () => {
    const long = makeTemplate({ system: 'x'.repeat(600_000), prompt: 'x'.repeat(400_001) });
    expect(await whyRefused(saveTemplate(ines, { name: 'Long', template: long }))).toBe(
      'invalid_input: Prompt and system text together have more than 1,000,000 characters. Shorten them. (template.prompt)',
    );
  });

  test('templates and versions are refused with a sentence', async () => {
    const { templateId } = await keep();
    await database.pool.query(
      `insert into template_version select template_id, n, document, model, answer_kind, created_at, created_by_kind,
         created_by_id, created_by_name from template_version, generate_series(2, 1000) n`,
    );
    expect(await whyRefused(saveTemplate(ines, { templateId, seenVersion: 1_000, template: other }))).toBe(
      'wrong_state: Sort reviews has 1,000 versions, which is the most. Save this one under another name.',
    );
    await database.pool.query(
      `insert into template select 't' || n, 'local', 'T' || n, 't' || n, now() from generate_series(2, 1000) n`,
    );
    const refused = 'wrong_state: This workspace has 1,000 templates, which is the most. Delete some that nobody uses.';
    expect(await whyRefused(keep('One more'))).toBe(refused);
    expect(await whyRefused(duplicateTemplate(ines, { templateId }))).toBe(refused);
  });
});
