import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Failure, findFailure, isCurable, shownOutcome } from '#lib/shared/failures/find-failure.ts';
import { knownFailures } from '#lib/shared/failures/known-failures.ts';

const failed = (statusCode: number | null, errorCode: string | null = null): Failure =>
  ({ outcome: 'failed', statusCode, errorCode }) as const;

const idsThatHelp = (help: string) =>
  knownFailures.filter(({ willRetryHelp }) => willRetryHelp === help).map(({ id }) => id);

describe('the table of known failures', () => {
  test('has one entry for each id, code and status', () => {
    for (const keys of [
      knownFailures.map((known) => known.id),
      knownFailures.flatMap((known) => (known.codes ?? []).map((code) => code.toLowerCase())),
      knownFailures.flatMap((known) => known.statusCodes ?? []),
    ]) {
      expect(new Set<string | number>(keys).size).toBe(keys.length);
    }
  });

  test('decides what a plain retry sends, and changes on purpose only', () => {
    expect(idsThatHelp('yes').toSorted()).toEqual([
      'bad_gateway',
      'batch_cancelled',
      'batch_expired',
      'conflict',
      'input_modified',
      'missing',
      'never_sent',
      'no_answer',
      'overloaded',
      'provider_fault',
      'rate_limit_exceeded',
      'request_timeout',
      'server_error',
      'token_limit_exceeded',
    ]);
    expect(idsThatHelp('maybe').toSorted()).toEqual(['given_up', 'refused', 'unknown']);
    expect(idsThatHelp('no').toSorted()).toEqual([
      'above_max_length',
      'bad_request',
      'content_filter',
      'context_length_exceeded',
      'duplicate_custom_id',
      'empty_file',
      'file_too_large',
      'insufficient_permissions',
      'insufficient_quota',
      'integer_above_max_value',
      'integer_below_min_value',
      'invalid_api_key',
      'invalid_file_format',
      'invalid_image_url',
      'invalid_json_line',
      'invalid_type',
      'invalid_url',
      'mismatched_model',
      'missing_required_parameter',
      'model_not_found',
      'not_available_for_plan',
      'not_found',
      'permission_denied',
      'request_refused',
      'streaming_unsupported',
      'too_large',
      'unsupported_region',
      'url_not_found',
    ]);
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
    'unsupported_country_region_territory',
    'invalid_prompt',
    'vector_store_timeout',
    'failed_to_download_image',
  ])('has the code %s that OpenAI or Azure sends', (code) => {
    expect(findFailure(failed(null, code)).id).not.toBe('unknown');
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

  test.each([null, 0, -1])('yes, for a result without a status (%s), an answer or an error', (statusCode) => {
    expect(findFailure(failed(statusCode)).id).toBe('no_answer');
    expect(isCurable(failed(statusCode))).toBe(true);
  });

  test('is settled by the status when code and status disagree', () => {
    expect(isCurable(failed(400, 'server_error'))).toBe(false);
    expect(isCurable(failed(503, 'model_not_found'))).toBe(true);
  });

  test('goes by a status that stands in the place of the code', () => {
    expect(findFailure(failed(null, '500')).id).toBe('server_error');
    expect(isCurable(failed(null, '404'))).toBe(false);
  });

  test('never throws, whatever a provider sends', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('failed', 'missing'),
        fc.option(fc.integer({ min: -1, max: 999 })),
        fc.option(fc.oneof(fc.string(), fc.constantFrom(...knownFailures.flatMap((known) => known.codes ?? [])))),
        (outcome, statusCode, errorCode) => {
          const failure = { outcome, statusCode, errorCode } as const;
          expect(findFailure(failure).willRetryHelp !== 'no').toBe(isCurable(failure));
        },
      ),
    );
  });
});

describe('what a failure is known as', () => {
  test.each([
    [403, null, 'permission_denied'],
    [403, 'invalid_request_error', 'permission_denied'],
    [403, 'not_available_for_plan', 'not_available_for_plan'],
    [403, 'unsupported_country_region_territory', 'unsupported_region'],
    [403, 'model_permission_blocked_project', 'insufficient_permissions'],
    [401, 'invalid_request_error', 'invalid_api_key'],
    [404, 'invalid_request_error', 'not_found'],
    [400, 'invalid_request_error', 'bad_request'],
    [404, 'DeploymentNotFound', 'model_not_found'],
    [429, 'Insufficient_Quota', 'insufficient_quota'],
  ] as const)('HTTP %i with the code %s', (statusCode, errorCode, id) => {
    expect(findFailure(failed(statusCode, errorCode)).id).toBe(id);
  });

  test('a request of a job that was refused is not said to have been returned without a line', () => {
    const missing = { outcome: 'missing', statusCode: null } as const;
    expect(findFailure({ ...missing, errorCode: null }).id).toBe('missing');
    expect(findFailure({ ...missing, errorCode: 'refused' }).id).toBe('refused');
    expect(findFailure({ ...missing, errorCode: 'a_code_of_tomorrow' }).id).toBe('refused');
    expect(findFailure({ ...missing, errorCode: 'invalid_json_line' }).id).toBe('invalid_json_line');
  });
});

describe('the outcome that people are told', () => {
  const missing = (errorCode: string | null): Failure => ({ outcome: 'missing', statusCode: null, errorCode });

  test.each([
    [failed(null, 'batch_cancelled'), 'not_answered'],
    [missing('cancelled'), 'not_answered'],
    [missing('refused'), 'not_answered'],
    [missing('never_sent'), 'not_answered'],
    [missing('given_up'), 'missing'],
    [missing('model_not_found'), 'not_answered'],
    [missing('a code that nobody knows'), 'not_answered'],
    [missing('missing'), 'missing'],
    [missing('batch_expired'), 'missing'],
    [failed(null, 'batch_expired'), 'failed'],
    [failed(404, 'model_not_found'), 'failed'],
    [failed(500), 'failed'],
    [{ outcome: 'pending', statusCode: null, errorCode: null }, 'pending'],
    [{ outcome: 'succeeded', statusCode: 200, errorCode: null }, 'succeeded'],
  ] satisfies [Failure, string][])('of %o is %s', (failure, expected) => {
    expect(shownOutcome(failure)).toBe(expected);
  });
});
