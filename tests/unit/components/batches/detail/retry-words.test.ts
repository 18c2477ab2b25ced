import { describe, expect, test } from 'vitest';
import { whatIsInVain, whatRetryDoes } from '#components/batches/detail/retry-words.ts';
import type { CauseCount, RetryPreview } from '#lib/shared/contract/batch-view.ts';

const say = (value: number): string => value.toLocaleString('en');

function preview(given: Partial<RetryPreview>): RetryPreview {
  return { requests: 2, attemptsSeen: 1, sent: [], leftOut: [], answered: 0, succeeded: 0, ...given };
}

function cause(count: number, statusCode: number | null, errorCode: string | null): CauseCount {
  return { id: `${statusCode}${errorCode}`, outcome: 'failed', count, statusCode, errorCode, message: null };
}

describe('what a retry does', () => {
  test.each([
    [{ requests: 0 }, 'No request matches this choice any more.'],
    [{ requests: 1 }, 'It is sent as attempt 2.'],
    [{}, 'They are sent as attempt 2.'],
    [
      { requests: 1, succeeded: 1 },
      'It is sent as attempt 2. The 1 answer you have stays as it is and is not paid for again.',
    ],
    [
      { succeeded: 4966 },
      'They are sent as attempt 2. The 4,966 answers you have stay as they are and are not paid for again.',
    ],
    [
      { requests: 52, answered: 50, succeeded: 60 },
      'They are sent as attempt 2. 50 of them have an answer already: these are answered and paid for again, and the newer answer counts. All other answers stay as they are.',
    ],
    [
      { requests: 52, answered: 1, succeeded: 1 },
      'They are sent as attempt 2. 1 of them has an answer already: it is answered and paid for again, and the newer answer counts.',
    ],
    [
      { requests: 1, answered: 1, succeeded: 1 },
      'It is sent as attempt 2. It has an answer already: it is answered and paid for again, and the newer answer counts.',
    ],
    [
      { requests: 3, answered: 3, succeeded: 3 },
      'They are sent as attempt 2. All of them have an answer already: these are answered and paid for again, and the newer answer counts.',
    ],
  ] satisfies [Partial<RetryPreview>, string][])('%o', (given, text) => {
    expect(whatRetryDoes(preview(given), say)).toBe(text);
  });
});

describe('what a retry will not help', () => {
  const tooLong = (count: number) => cause(count, 400, 'context_length_exceeded');
  const rateLimit = (count: number) => cause(count, 429, 'rate_limit_exceeded');

  test('is nothing where every cause may pass', () => {
    expect(whatIsInVain(preview({ sent: [rateLimit(2)] }), 'OpenAI', say)).toBeNull();
  });

  test('is counted and named', () => {
    expect(whatIsInVain(preview({ sent: [rateLimit(1), tooLong(1)] }), 'OpenAI', say)).toBe(
      'A retry will not help 1 of these: the text is too long for this model.',
    );
    expect(whatIsInVain(preview({ requests: 1, sent: [tooLong(1)] }), 'OpenAI', say)).toBe(
      'A retry will not help this request: the text is too long for this model.',
    );
    const both = preview({ requests: 3, sent: [tooLong(2), cause(1, 401, null)] });
    expect(whatIsInVain(both, 'OpenAI', say)).toBe(
      'A retry will not help these: the text is too long for this model; OpenAI refused the key.',
    );
  });
});
