import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Answer } from '#lib/sandbox/answers/answer-input.ts';
import { answeredEndpoints, makeAnswer, type AnsweredEndpoint } from '#lib/sandbox/answers/answer.ts';
import type { AnswerForm } from '#lib/sandbox/directives.ts';
import { collectRequestTexts } from '#lib/sandbox/request-text.ts';
import { createSeededRandom } from '#lib/sandbox/seeded-random.ts';

const answer = (
  endpoint: AnsweredEndpoint,
  body: Record<string, unknown>,
  seed = 'seed',
  form: AnswerForm = 'plain',
): Answer =>
  makeAnswer(endpoint, {
    body,
    texts: collectRequestTexts(body),
    model: 'gpt-4o-mini',
    createdAtSeconds: 1_768_478_400,
    random: createSeededRandom(seed),
    form,
  });

const bodies: Record<AnsweredEndpoint, Record<string, unknown>> = {
  '/v1/chat/completions': { messages: [{ role: 'user', content: 'Why is the sky blue?' }] },
  '/v1/responses': { input: 'Why is the sky blue?' },
  '/v1/completions': { prompt: 'The sky is' },
  '/v1/embeddings': { input: ['one', 'two'] },
  '/v1/moderations': { input: ['one', 'two', 'three'] },
};

const chatCompletion = z.object({ choices: z.array(z.object({ message: z.object({ content: z.string() }) })) });
const embeddingList = z.object({ object: z.literal('list'), data: z.array(z.object({ embedding: z.unknown() })) });

function contentOf({ body }: Answer): string {
  return chatCompletion.parse(body).choices[0]?.message.content ?? '';
}

test.each(answeredEndpoints)('%s answers the same each time, and otherwise for another request', (endpoint) => {
  expect(answer(endpoint, bodies[endpoint])).toEqual(answer(endpoint, bodies[endpoint]));
  expect(answer(endpoint, bodies[endpoint], 'other')).not.toEqual(answer(endpoint, bodies[endpoint]));
});

describe('a chat answer', () => {
  const chat = (more: Record<string, unknown> = {}): Answer =>
    answer('/v1/chat/completions', { ...bodies['/v1/chat/completions'], ...more });

  test('says that it is made up, and about what', () => {
    expect(JSON.stringify(chat().body)).toMatch(/made .*up by the sandbox|sandbox made this answer up/i);
    expect(contentOf(chat())).toContain('Why is the sky blue?');
  });

  test('counts its tokens so that they add up', () => {
    const { body, inputTokens, outputTokens } = chat();
    expect(body).toMatchObject({
      usage: {
        prompt_tokens: inputTokens,
        completion_tokens: outputTokens,
        total_tokens: inputTokens + outputTokens,
      },
    });
    expect(inputTokens).toBeGreaterThan(0);
  });

  test('is cut at max_tokens and says so', () => {
    const { body, outputTokens } = chat({ max_tokens: 10 });
    expect(outputTokens).toBe(10);
    expect(body).toMatchObject({ choices: [{ finish_reason: 'length' }] });
  });

  test('has n choices', () => {
    expect(chat({ n: 3 }).body).toMatchObject({ choices: [{ index: 0 }, { index: 1 }, { index: 2 }] });
  });

  test('is JSON where JSON is asked for', () => {
    const content = contentOf(chat({ response_format: { type: 'json_object' } }));
    expect(JSON.parse(content)).toMatchObject({ made_up: true });
  });

  test('does not repeat directives', () => {
    const { body } = chat({ messages: [{ role: 'user', content: 'Hi [[sandbox:429 once]]' }] });
    expect(JSON.stringify(body)).not.toContain('[[sandbox');
  });
});

describe('embeddings', () => {
  const vectorsOf = (body: Record<string, unknown>): unknown[] => {
    const { data } = embeddingList.parse(answer('/v1/embeddings', body).body);
    return data.map(({ embedding }) => embedding);
  };

  test('come one for each input, also for lists of tokens', () => {
    expect(vectorsOf({ input: 'one' })).toHaveLength(1);
    expect(vectorsOf({ input: ['one', 'two'] })).toHaveLength(2);
    expect(vectorsOf({ input: [1, 2, 3] })).toHaveLength(1);
    expect(vectorsOf({ input: [[1, 2], [3]] })).toHaveLength(2);
  });

  test('have length 1 and as many dimensions as asked for', () => {
    const [vector] = vectorsOf({ input: 'one', dimensions: 12 });
    expect(vector).toHaveLength(12);
    const norm = Array.isArray(vector) ? Math.hypot(...vector.map(Number)) : 0;
    expect(norm).toBeCloseTo(1, 6);
  });

  test('can come as base64 of 32-bit numbers', () => {
    const [vector] = vectorsOf({ input: 'one', dimensions: 12, encoding_format: 'base64' });
    expect(Buffer.from(String(vector), 'base64')).toHaveLength(12 * 4);
  });
});

test('a response cut at max_output_tokens is incomplete', () => {
  expect(answer('/v1/responses', { input: 'x', max_output_tokens: 16 }).body).toMatchObject({
    object: 'response',
    status: 'incomplete',
    incomplete_details: { reason: 'max_output_tokens' },
  });
});

test('a moderation has a result for each input', () => {
  expect(answer('/v1/moderations', bodies['/v1/moderations']).body).toMatchObject({
    results: [{ flagged: false }, { flagged: false }, { flagged: false }],
  });
});

describe('an answer that is asked for', () => {
  const chat = (form: AnswerForm): unknown =>
    answer('/v1/chat/completions', bodies['/v1/chat/completions'], 'seed', form).body;
  const response = (form: AnswerForm): unknown => answer('/v1/responses', bodies['/v1/responses'], 'seed', form).body;

  test('as a list has several lines', () => {
    const made = answer('/v1/chat/completions', bodies['/v1/chat/completions'], 'seed', 'list');
    expect(contentOf(made)).toMatch(/\n- .*\n- /u);
  });

  test('cut short says so', () => {
    expect(chat('cut')).toMatchObject({ choices: [{ finish_reason: 'length' }] });
    expect(response('cut')).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
    });
  });

  test('empty has no text, and costs no tokens', () => {
    expect(chat('empty')).toMatchObject({
      choices: [{ message: { content: '', refusal: null }, finish_reason: 'stop' }],
      usage: { completion_tokens: 0 },
    });
  });

  test('refused says why in its own place', () => {
    expect(chat('refused')).toMatchObject({
      choices: [
        { message: { content: null, refusal: 'I’m sorry, but I can’t help with that. (Made up by the sandbox.)' } },
      ],
    });
    expect(response('refused')).toMatchObject({ output: [{ content: [{ type: 'refusal' }] }] });
  });
});

test('some answers are lists without being asked to be', () => {
  const chat = bodies['/v1/chat/completions'];
  const texts = Array.from({ length: 60 }, (_, seed) => contentOf(answer('/v1/chat/completions', chat, `${seed}`)));
  const lists = texts.filter((text) => text.includes('\n'));
  expect(lists.length).toBeGreaterThan(2);
  expect(lists.length).toBeLessThan(30);
});
