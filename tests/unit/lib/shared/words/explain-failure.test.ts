import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isCurable } from '#lib/shared/failures/find-failure.ts';
import { type FailureId, knownFailures } from '#lib/shared/failures/known-failures.ts';
import { explainFailure, failureWords } from '#lib/shared/words/explain-failure.ts';
import { failureTexts } from '#lib/shared/words/failure-texts.ts';
import { anyProvider } from '#lib/shared/words/provider-name.ts';

const failed = (statusCode: number | null, errorCode: string | null = null, message: string | null = null) =>
  ({ outcome: 'failed', statusCode, errorCode, message }) as const;
const openAi = { provider: 'OpenAI' };

const every = knownFailures.flatMap(({ id }) => [1, 2].map((count): [FailureId, number] => [id, count]));

describe('the words', () => {
  test.each(every)('say in full sentences what %s means and what to do, for %i', (id, count) => {
    const words = failureWords(id, { provider: 'OpenAI', count });
    expect(words.title).toMatch(/^[A-Z][^{}|]+[^.]$/);
    for (const text of [words.explanation, words.fix, words.why]) expect(text).toMatch(/^[A-Z][^{}|]+\.$/);
  });

  test.each(knownFailures)('never say "these" or "them" of one request: $id', ({ id }) => {
    const { title, explanation, fix, why } = failureWords(id, openAi);
    expect(`${title} ${explanation} ${fix} ${why}`).not.toMatch(/\b(these|them)\b/i);
  });

  test('are plain modern English', () => {
    const all = JSON.stringify(failureTexts);
    expect(all).not.toMatch(/\b(mend\w*|reckon\w*|afresh|anew|seldom|takes? no|taken|dear|the line to)\b/i);
  });

  test('speak of one request or of several', () => {
    const missing = { outcome: 'missing', statusCode: null, errorCode: null, message: null } as const;
    const one = explainFailure(missing, openAi);
    expect(one.title).toBe('OpenAI returned nothing for this request');
    expect(one.fix).toMatch(/^Retry it\./);
    const two = explainFailure(missing, { provider: 'OpenAI', count: 2 });
    expect(two.title).toBe('OpenAI returned nothing for these requests');
    expect(two.fix).toMatch(/^Retry them\./);
  });

  test('name no provider where none is meant, with a capital where a sentence begins', () => {
    expect(failureWords('rate_limit_exceeded', { provider: anyProvider }).title).toBe(
      'The provider’s rate limit was reached',
    );
    expect(failureWords('rate_limit_exceeded', { provider: 'the sandbox' }).title).toBe(
      'The sandbox’s rate limit was reached',
    );
  });

  test('hold a name as it is, whatever characters it has', () => {
    expect(explainFailure(failed(500), { provider: '$& $1 {provider}' }).title).toBe(
      '$& $1 {provider} had an internal error',
    );
  });

  test('name the parameter, its value and its bound when the message has them', () => {
    const message =
      "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got 10 instead.";
    const said = explainFailure(failed(400, 'integer_below_min_value', message), openAi);
    expect(said.explanation).toBe('max_output_tokens is 10; the smallest value accepted is 16.');
    expect(said.fix).toBe('Set max_output_tokens to 16 or more.');
    const above = "Invalid 'limit': integer above maximum value. Expected a value <= 100, but got 101 instead.";
    expect(explainFailure(failed(400, 'integer_above_max_value', above), openAi).fix).toBe('Set limit to 100 or less.');
  });

  test('of 403 speak of the account, never of a new key to enter', () => {
    const said = explainFailure(failed(403, null, 'Batch API is not available for your plan'), openAi);
    expect(said.title).toBe('This account may not do this');
    expect(said.fix).not.toMatch(/new key/i);
  });

  test('say that an error is not known, rather than guess', () => {
    expect(explainFailure(failed(null, 'brand_new_code'), openAi)).toMatchObject({
      id: 'unknown',
      willRetryHelp: 'maybe',
    });
  });

  test('say "neither an answer nor a reason" only where there is no message', () => {
    expect(explainFailure(failed(0), openAi).title).toBe('OpenAI gave neither an answer nor a reason');
    expect(explainFailure(failed(0, null, 'upstream closed'), openAi).id).toBe('unknown');
  });

  test('agree with what a retry sends, whatever the message', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('failed', 'missing'),
        fc.option(fc.integer({ min: -1, max: 999 })),
        fc.option(fc.oneof(fc.string(), fc.constantFrom(...knownFailures.flatMap((known) => known.codes ?? [])))),
        fc.option(fc.string()),
        fc.string(),
        (outcome, statusCode, errorCode, message, provider) => {
          const failure = { outcome, statusCode, errorCode, message } as const;
          const said = explainFailure(failure, { provider });
          expect(said.willRetryHelp !== 'no').toBe(isCurable(failure));
          expect(said.title.length).toBeGreaterThan(0);
        },
      ),
    );
  });
});
