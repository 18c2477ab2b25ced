import { describe, expect, test } from 'vitest';
import { writeTemplateFile } from '#lib/shared/contract/kept-template.ts';
import { readTemplateFile } from '#lib/templates/read-template-file.ts';
import { makeTemplate } from '#tests/support/templates.ts';

const template = makeTemplate();
const read = (text: string, fileName = 'sort reviews.json') => readTemplateFile({ text, fileName });
const readValue = (value: unknown) => read(JSON.stringify(value));

describe('a file to import', () => {
  test('is what Export has written, also with a byte order mark before it', () => {
    const text = writeTemplateFile('Sort', template);
    expect(read(text)).toEqual({ name: 'Sort', template });
    expect(read(`\uFEFF${text}`)).toEqual({ name: 'Sort', template });
  });

  test('gives the template its own name where none is in it', () => {
    expect(readValue(template).name).toBe('sort reviews');
    expect(read(JSON.stringify(template), `${'x'.repeat(500)}.JSON`).name).toHaveLength(120);
    expect(read(JSON.stringify(template), '.json').name).toBe('Imported template');
  });

  test.each([
    ['nothing', ' \n', 'This file is empty. Choose a template that Export has written.'],
    [
      'no JSON',
      '{\n  "name": Sort\n}',
      'This file is not JSON: line 2, column 11 cannot be read. Choose a template that Export has written.',
    ],
    ['half of it', '{"name": "Sort"', 'This file ends in the middle of its JSON. Export the template again.'],
    ['a list', '[]', 'This is JSON, but not a template: a template is one object, in braces, as Export writes it.'],
    [
      'a request',
      '{"custom_id": "a", "method": "POST"}',
      'This is a request of a batch, not a template. Use New batch for a file of requests.',
    ],
  ])('that holds %s is refused with a sentence', (_what, text, sentence) => {
    expect(() => read(text)).toThrow(sentence);
  });

  test.each([
    [
      { version: 2 },
      'This template was exported by a newer version of LangBatch. Update LangBatch, then import it again.',
    ],
    [{ model: undefined }, 'The member model is missing.'],
    [{ model: 7 }, 'The member model must be text.'],
    [{ model: ' ' }, 'model: Name the model.'],
    [{ version: '1' }, 'The member version must be 1.'],
    [{ numbers: 'roman' }, 'The member numbers must be shown or raw.'],
    [{ answer: { kind: 'poem' } }, 'The member answer.kind must be text, choices, fields or vector.'],
    [{ answer: { kind: 'text', tone: 'kind' } }, 'It has the member answer.tone, which no template has.'],
    [{ colour: 'blue' }, 'It has the member colour, which no template has.'],
    [{ parameters: [] }, 'The member parameters must be an object.'],
    [{ parameters: { stream: true } }, 'parameters: The template itself sets model, messages'],
    [{ name: ' ' }, 'name: Give the template a name.'],
  ])('with %j says what is wrong, and where', (members, sentence) => {
    expect(() => readValue({ ...template, ...members })).toThrow(sentence);
  });
});
