import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyProvider, errorGuide, explainFailure, isCurable, nameProvider } from '#lib/shared/failures/error-guide.ts';

const failed = (statusCode: number | null, errorCode: string | null = null, message: string | null = null) =>
  ({ outcome: 'failed', statusCode, errorCode, message }) as const;

describe('the guide', () => {
  test('has one entry for each id, code and status', () => {
    for (const keys of [
      errorGuide.map((entry) => entry.id),
      errorGuide.flatMap((entry) => entry.codes.map((code) => code.toLowerCase())),
      errorGuide.flatMap((entry) => entry.statusCodes),
    ]) {
      expect(new Set<string | number>(keys).size).toBe(keys.length);
    }
  });

  test.each(errorGuide)('says in full sentences what $id means and what to do', (entry) => {
    const words = nameProvider(entry, 'OpenAI');
    expect(words.title).toMatch(/^[A-Z][^{}]+[^.]$/);
    for (const text of [words.explanation, words.fix, words.why]) expect(text).toMatch(/^[A-Z][^{}]+\.$/);
  });

  test('names no provider where none is meant, with a capital where a sentence begins', () => {
    const rateLimit = errorGuide.find((entry) => entry.id === 'rate_limit_exceeded');
    if (rateLimit === undefined) throw new Error('no such entry');
    expect(nameProvider(rateLimit, anyProvider).title).toBe('The provider was asked too much at once');
  });

  test('puts a name in as it is, whatever signs it has', () => {
    expect(explainFailure(failed(500), '$& $1 {provider}').title).toBe('$& $1 {provider} had a fault of its own');
  });

  test.each([
    'invalid_json_line',
    'missing_required_parameter',
    'invalid_request',
    'invalid_url',
    'model_not_found',
    'streaming_unsupported',
    'mismatched_model',
    'duplicate_custom_id',
    'token_limit_exceeded',
    'url_not_found',
    'empty_file',
    'too_many_tasks',
    'url_mismatch',
    'model_mismatch',
    'empty_batch',
    'input_modified',
    'input_no_permissions',
    'context_length_exceeded',
    'insufficient_quota',
    'integer_below_min_value',
    'integer_above_max_value',
    'server_error',
    'batch_expired',
    'batch_cancelled',
    'billing_hard_limit_reached',
    'invalid_value',
    'invalid_type',
    'object_above_max_properties',
    'string_above_max_length',
    'property_name_above_max_length',
    'invalid_api_key',
    'rate_limit_exceeded',
  ])('knows the code %s that OpenAI or Azure sends', (code) => {
    expect(explainFailure(failed(null, code), 'OpenAI').id).not.toBe('unknown');
  });
});

describe('whether a retry helps', () => {
  test.each([400, 401, 402, 403, 404, 405, 413, 415, 418, 422])('no, after HTTP %i', (statusCode) => {
    expect(isCurable(failed(statusCode))).toBe(false);
  });

  test.each([408, 409, 425, 429, 500, 502, 503, 504, 507, 529])('yes, after HTTP %i', (statusCode) => {
    expect(isCurable(failed(statusCode))).toBe(true);
  });

  test('no, when the quota is used up, although its status is that of a rate limit', () => {
    expect(isCurable(failed(429, 'insufficient_quota'))).toBe(false);
    expect(isCurable(failed(429, 'rate_limit_exceeded'))).toBe(true);
  });

  test('yes, for what was never answered', () => {
    expect(isCurable(failed(null, 'batch_expired'))).toBe(true);
    expect(isCurable(failed(null, 'batch_cancelled'))).toBe(true);
    expect(isCurable({ outcome: 'missing', statusCode: null, errorCode: null })).toBe(true);
    expect(isCurable({ outcome: 'missing', statusCode: null, errorCode: 'never_sent' })).toBe(true);
  });

  test('is settled by the status when code and status disagree', () => {
    expect(isCurable(failed(400, 'server_error'))).toBe(false);
    expect(isCurable(failed(503, 'model_not_found'))).toBe(true);
  });

  test('goes by a status that stands in the place of the code', () => {
    expect(explainFailure(failed(null, '500'), 'OpenAI').id).toBe('server_error');
    expect(isCurable(failed(null, '404'))).toBe(false);
  });

  test('never depends on the message, and never throws', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('failed', 'missing'),
        fc.option(fc.integer({ min: -1, max: 999 })),
        fc.option(fc.oneof(fc.string(), fc.constantFrom(...errorGuide.flatMap((entry) => entry.codes)))),
        fc.option(fc.string()),
        fc.string(),
        (outcome, statusCode, errorCode, message, providerName) => {
          const failure = { outcome, statusCode, errorCode, message } as const;
          const said = explainFailure(failure, providerName);
          expect(said.willRetryHelp !== 'no').toBe(isCurable(failure));
          expect(said.title.length).toBeGreaterThan(0);
        },
      ),
    );
  });
});

describe('the words', () => {
  test('name the parameter, its value and its bound when the message has them', () => {
    const message =
      "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got 10 instead.";
    const said = explainFailure(failed(400, 'integer_below_min_value', message), 'OpenAI');
    expect(said.explanation).toBe('max_output_tokens is 10; the smallest value taken is 16.');
    expect(said.fix).toBe('Set max_output_tokens to 16 or more.');
    const above = "Invalid 'limit': integer above maximum value. Expected a value <= 100, but got 101 instead.";
    expect(explainFailure(failed(400, 'integer_above_max_value', above), 'OpenAI').fix).toBe(
      'Set limit to 100 or less.',
    );
  });

  test('are found whatever the case of the code', () => {
    expect(explainFailure(failed(404, 'DeploymentNotFound'), 'Azure').id).toBe('model_not_found');
    expect(explainFailure(failed(429, 'Insufficient_Quota'), 'Azure').id).toBe('insufficient_quota');
  });

  test('say that an error is not known, rather than guess', () => {
    expect(explainFailure(failed(null, 'brand_new_code'), 'OpenAI')).toMatchObject({
      id: 'unknown',
      willRetryHelp: 'maybe',
    });
  });

  test('follow the code of a missing request when there is one', () => {
    const missing = { outcome: 'missing', statusCode: null, message: null } as const;
    expect(explainFailure({ ...missing, errorCode: null }, 'OpenAI').title).toBe('OpenAI returned nothing for these');
    expect(explainFailure({ ...missing, errorCode: 'invalid_json_line' }, 'OpenAI').id).toBe('invalid_json_line');
  });
});
