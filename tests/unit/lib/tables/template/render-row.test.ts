import { describe, expect, test } from 'vitest';
import type { Cell } from '#lib/shared/contract/table.ts';
import { findTemplateProblems } from '#lib/tables/template/find-problems.ts';
import { renderRow } from '#lib/tables/template/render-row.ts';
import { makeTemplate } from '#tests/support/templates.ts';

const columns = ['id', 'text', 'price', 'day', 'picture'];

function row(cells: Partial<Record<(typeof columns)[number], Cell>>) {
  return { columns, number: 7, cells: columns.map((name) => cells[name] ?? null) };
}

describe('the request of a row', () => {
  test('is a line of a batch file with the row put into the prompt, named after its row', () => {
    expect(renderRow(makeTemplate({ system: 'You sort.' }), row({ text: 'Fine.' }))).toEqual({
      custom_id: 'row-7',
      method: 'POST',
      url: '/v1/chat/completions',
      body: {
        model: 'gpt-4o-mini',
        messages: [
          { role: 'system', content: 'You sort.' },
          { role: 'user', content: 'Sort this review: Fine.' },
        ],
      },
    });
  });

  test('is named by a column where one is chosen, as shown', () => {
    const id = { n: 7, s: '007', f: '000' };
    expect(renderRow(makeTemplate({ nameColumn: 'id' }), row({ id })).custom_id).toBe('007');
  });

  test('has numbers as shown or raw, and days always as shown', () => {
    const cells = { price: { n: 0.125, s: '12.5 %', f: '0.0%' }, day: { n: 46_328, s: '2 Nov 2026', f: 'd mmm yyyy' } };
    const prompt = '{{price}}, {{day}}';
    const contentOf = (numbers: 'shown' | 'raw') =>
      renderRow(makeTemplate({ prompt, numbers }), row(cells)).body['messages'];
    expect(contentOf('shown')).toEqual([{ role: 'user', content: '12.5 %, 2 Nov 2026' }]);
    expect(contentOf('raw')).toEqual([{ role: 'user', content: '0.125, 2 Nov 2026' }]);
  });

  test('has the default of a place where the cell is empty', () => {
    const { body } = renderRow(makeTemplate({ prompt: '{{text|nothing}} {{id}}' }), row({ id: 'a' }));
    expect(body['messages']).toEqual([{ role: 'user', content: 'nothing a' }]);
  });

  test('goes to responses in their shape', () => {
    const template = makeTemplate({ endpoint: '/v1/responses', system: 'You sort.', imageColumn: 'picture' });
    const { url, body } = renderRow(template, row({ text: 'Fine.', picture: 'https://example.org/a.png' }));
    expect([url, body]).toEqual([
      '/v1/responses',
      {
        model: 'gpt-4o-mini',
        instructions: 'You sort.',
        input: [
          {
            role: 'user',
            content: [
              { type: 'input_text', text: 'Sort this review: Fine.' },
              { type: 'input_image', image_url: 'https://example.org/a.png' },
            ],
          },
        ],
      },
    ]);
  });

  test('shows an image beside the prompt, and none where the row has none', () => {
    const template = makeTemplate({ imageColumn: 'picture' });
    const contentOf = (picture: string) => renderRow(template, row({ text: 'x', picture })).body['messages'];
    expect(contentOf('')).toEqual([{ role: 'user', content: 'Sort this review: x' }]);
    expect(contentOf('https://example.org/a.png')).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Sort this review: x' },
          { type: 'image_url', image_url: { url: 'https://example.org/a.png' } },
        ],
      },
    ]);
  });

  test('asks for one of a list by a strict schema', () => {
    const { body } = renderRow(makeTemplate({ answer: { kind: 'choices', choices: ['good', 'bad'] } }), row({}));
    expect(body['response_format']).toEqual({
      type: 'json_schema',
      json_schema: {
        name: 'answer',
        strict: true,
        schema: {
          type: 'object',
          properties: { answer: { type: 'string', enum: ['good', 'bad'] } },
          required: ['answer'],
          additionalProperties: false,
        },
      },
    });
  });

  test('asks for fields by a strict schema in their order', () => {
    const fields = [
      { name: 'mood', type: 'choices' as const, description: '', choices: ['good', 'bad'] },
      { name: 'refund', type: 'yes_no' as const, description: 'Is money asked back?', choices: [] },
      { name: 'stars', type: 'whole_number' as const, description: '', choices: [] },
    ];
    const template = makeTemplate({ endpoint: '/v1/responses', answer: { kind: 'fields', fields } });
    expect(renderRow(template, row({})).body['text']).toEqual({
      format: {
        type: 'json_schema',
        name: 'answer',
        strict: true,
        schema: {
          type: 'object',
          properties: {
            mood: { type: 'string', enum: ['good', 'bad'] },
            refund: { type: 'boolean', description: 'Is money asked back?' },
            stars: { type: 'integer' },
          },
          required: ['mood', 'refund', 'stars'],
          additionalProperties: false,
        },
      },
    });
  });

  test('is the embedding of a column where the answer is a vector', () => {
    const template = makeTemplate({ answer: { kind: 'vector', column: 'text' }, parameters: { dimensions: 64 } });
    expect(renderRow(template, row({ text: 'Fine.' }))).toEqual({
      custom_id: 'row-7',
      method: 'POST',
      url: '/v1/embeddings',
      body: { model: 'gpt-4o-mini', input: 'Fine.', dimensions: 64 },
    });
  });
});

test('what a template names and the table does not have is found where it stands, with what may be meant', () => {
  const template = makeTemplate({
    prompt: 'Sort {{Text}}',
    system: '{{colour}}',
    nameColumn: 'ID',
    imageColumn: 'foto',
  });
  expect(findTemplateProblems(template, columns)).toEqual([
    { field: 'prompt', column: 'Text', similar: 'text', start: 5, end: 13 },
    { field: 'system', column: 'colour', similar: null, start: 0, end: 10 },
    { field: 'nameColumn', column: 'ID', similar: 'id', start: 0, end: 0 },
    { field: 'imageColumn', column: 'foto', similar: null, start: 0, end: 0 },
  ]);
});
