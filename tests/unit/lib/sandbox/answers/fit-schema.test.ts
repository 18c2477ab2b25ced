import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { type AnsweredEndpoint, makeAnswer } from '#lib/sandbox/answers/answer.ts';
import type { AnswerForm } from '#lib/sandbox/directives.ts';
import { createSeededRandom } from '#lib/sandbox/seeded-random.ts';
import { answerText } from '#lib/shared/reading/answer-text.ts';
import { parseJsonObject } from '#lib/shared/reading/json-value.ts';

const ajv = new Ajv({ strict: false, validateFormats: false });

/** What somebody reads of the answer to a request that asks for this schema. */
function textOf(endpoint: AnsweredEndpoint, schema: object, seed: string, form: AnswerForm = 'plain'): string | null {
  const format = { name: 'answer', strict: true, schema };
  const body =
    endpoint === '/v1/responses'
      ? { text: { format: { type: 'json_schema', ...format } } }
      : { response_format: { type: 'json_schema', json_schema: format } };
  const random = createSeededRandom(seed);
  const made = makeAnswer(endpoint, { body, texts: ['Why?'], model: 'm', createdAtSeconds: 1, random, form });
  return answerText({ response: { status_code: 200, body: made.body } }).text;
}

const sentiment = {
  type: 'object',
  properties: { answer: { type: 'string', enum: ['positive', 'neutral', 'negative'] } },
  required: ['answer'],
  additionalProperties: false,
};

const review = {
  type: 'object',
  properties: {
    sentiment: { type: 'string', enum: ['positive', 'negative'] },
    stars: { type: 'integer', minimum: 1, maximum: 5 },
    price: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 0.05 },
    dozens: { type: 'number', multipleOf: 12 },
    refund: { type: 'boolean' },
    reason: { type: ['string', 'null'], maxLength: 20 },
    code: { type: 'string', minLength: 300 },
    fixed: { const: 'yes' },
    topics: { type: 'array', minItems: 2, maxItems: 3, items: { $ref: '#/$defs/topic' } },
    who: {
      anyOf: [{ type: 'null' }, { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] }],
    },
  },
  required: ['sentiment', 'stars', 'price', 'dozens', 'refund', 'reason', 'code', 'fixed', 'topics', 'who'],
  additionalProperties: false,
  $defs: {
    topic: {
      type: 'object',
      properties: { name: { type: 'string' }, parts: { type: 'array', items: { $ref: '#/$defs/topic' } } },
      required: ['name', 'parts'],
      additionalProperties: false,
    },
  },
};

/** Each node has to have two more of them, or null: only null ends it. */
const tree = {
  type: 'object',
  properties: {
    left: { anyOf: [{ $ref: '#' }, { type: 'null' }] },
    right: { anyOf: [{ $ref: '#' }, { type: 'null' }] },
  },
  required: ['left', 'right'],
  additionalProperties: false,
};

const seeds = Array.from({ length: 40 }, (_, index) => `job ${index}`);

describe.each(['/v1/chat/completions', '/v1/responses'] as const)(
  'an answer of %s to a request with a schema',
  (endpoint) => {
    test.each([
      ['one of a list', sentiment],
      ['fields of every type', review],
      ['a tree', tree],
      ['a list at the top', { type: 'array', items: { type: 'number', maximum: -3 } }],
    ])('is JSON that fits it: %s', (_, schema) => {
      const validate = ajv.compile(schema);
      for (const seed of seeds) {
        const text = textOf(endpoint, schema, seed) ?? '';
        expect(validate(JSON.parse(text)), `${text}\n${ajv.errorsText(validate.errors)}`).toBe(true);
      }
    });

    test('differs between requests, and is the same for the same request', () => {
      const answers = seeds.map((seed) => textOf(endpoint, sentiment, seed));
      expect(new Set(answers)).toEqual(
        new Set(['{"answer":"positive"}', '{"answer":"neutral"}', '{"answer":"negative"}']),
      );
      expect(seeds.map((seed) => textOf(endpoint, sentiment, seed))).toEqual(answers);
    });

    test('is cut, empty or refused where the request says so', () => {
      expect(parseJsonObject(textOf(endpoint, review, 'x', 'cut') ?? '')).toBeNull();
      expect(textOf(endpoint, sentiment, 'x', 'empty') ?? '').toBe('');
      expect(textOf(endpoint, sentiment, 'x', 'refused')).toMatch(/can’t help/u);
    });
  },
);

test.each([
  ['a list of a billion', { type: 'array', minItems: 1e9, items: { type: 'string', minLength: 1e9 } }],
  ['a circle of references', { $ref: '#' }],
  ['a reference to nothing', { type: 'object', properties: { a: { $ref: '#/no/where' } } }],
  ['an object that contains itself without end', { type: 'object', properties: { a: { $ref: '#' } }, required: ['a'] }],
  ['types and limits that are none', { type: 7, enum: 'x', anyOf: [], minimum: 'y', items: [], properties: 3 }],
  ['limits that exclude each other', { type: 'integer', minimum: 5, maximum: 2 }],
])('%s in a schema ends in some answer, soon', (_, schema) => {
  expect(textOf('/v1/chat/completions', schema, 'x')?.length).toBeLessThan(1_000_000);
});
