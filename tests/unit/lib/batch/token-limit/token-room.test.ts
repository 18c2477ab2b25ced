import { describe, expect, test } from 'vitest';
import { hasRoom, isTokenRefusal, parseTokenLimit, tokensPerPiece } from '#lib/batch/token-limit/rules.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import { makeAttempt, makeBatch, makeJob } from '#tests/support/batch-records.ts';

const since = '2026-11-21T10:00:00.000Z';
const inDoubt = { kind: 'job_in_doubt', code: 'as_written', since, facts: { text: 'Doubt.' } } as const;
const inLine: Partial<JobRecord> = {
  stage: 'uploaded',
  hold: { kind: 'token_limit', code: 'as_written', since, facts: { text: 'Room.' } },
};

function room(own: Partial<JobRecord>, others: readonly Partial<JobRecord>[], limit: number | null): boolean {
  const jobs = others.map((other, index) => makeJob(`j${index}`, other));
  const job = makeJob('own', { stage: 'uploaded', ...own });
  return hasRoom(makeBatch('b', { attempts: [makeAttempt(1, [...jobs, job])] }), job, limit);
}

describe('room for a part', () => {
  test.each<[string, Partial<JobRecord>, readonly Partial<JobRecord>[], number | null, boolean]>([
    ['is there when nothing is under way, however large it is', { tokens: 5000 }, [], 1000, true],
    ['is there beside what leaves a tenth free', { tokens: 400 }, [{ stage: 'sent', tokens: 500 }], 1000, true],
    ['is not there beside what does not', { tokens: 401 }, [{ stage: 'sent', tokens: 500 }], 1000, false],
    ['is taken by a create call that is under way', { tokens: 401 }, [{ stage: 'sending', tokens: 500 }], 1000, false],
    ['is not kept for a job in doubt', { tokens: 401 }, [{ stage: 'sending', tokens: 500, hold: inDoubt }], 1000, true],
    ['is free again when a job has ended', { tokens: 401 }, [{ stage: 'ended', tokens: 500 }], 1000, true],
    ['is there for all while nobody knows a limit', { tokens: null }, [{ stage: 'sent', tokens: null }], null, true],
    ['is for those first that have waited for it', { tokens: 1 }, [inLine], 1000, false],
    ['is for those first, also where no limit is known', { tokens: 1 }, [inLine], null, false],
  ])('%s', (_, own, others, limit, expected) => {
    expect(room(own, others, limit)).toBe(expected);
  });
});

describe('a part', () => {
  test.each<[string, Partial<JobRecord>, number | null, number | null]>([
    ['that fits stays whole', { tokens: 900 }, 1000, null],
    ['over nine tenths of the limit is cut to them', { tokens: 901 }, 1000, 900],
    ['of one request is never cut', { tokens: 5000, requests: 1 }, 1000, null],
    ['that was refused three times on its own stays whole', { tokens: 900, lonelyRefusals: 3 }, null, null],
    ['that was refused four times on its own is halved', { tokens: 901, lonelyRefusals: 4 }, null, 451],
    ['that was refused though it should fit is halved too', { tokens: 800, lonelyRefusals: 4 }, 1000, 400],
    ['that nobody has counted stays whole', { tokens: null, lonelyRefusals: 4 }, 1000, null],
  ])('%s', (_, job, limit, expected) => {
    expect(tokensPerPiece(makeJob('j', { requests: 10, ...job }), limit)).toBe(expected);
  });
});

describe('a refusal', () => {
  const openAi =
    'Enqueued token limit reached for gpt-4o-mini in organization org-1. Limit: 2,000,000 enqueued tokens. Please try again once some in_progress batches have been completed.';

  test.each([
    [openAi, 2_000_000],
    ['Limit: 90000 enqueued tokens.', 90_000],
    ['The limit 5,000,000 tokens is reached.', 5_000_000],
    ['Limit: 0 enqueued tokens.', null],
    ['Limit: 99,999,999,999,999,999 enqueued tokens.', null],
    ['Too much at once.', null],
    ['limit: 10 requests', null],
    ['', null],
    [`limit: ${'1,'.repeat(100_000)}`, null],
  ])('%.60s… names the limit %s', (message, expected) => {
    expect(parseTokenLimit(message)).toBe(expected);
  });

  test('is known by its code, or by its words where there is no code', () => {
    expect(isTokenRefusal({ code: 'token_limit_exceeded', message: 'Anything.' })).toBe(true);
    expect(isTokenRefusal({ code: null, message: openAi })).toBe(true);
    expect(isTokenRefusal({ code: 'invalid_request', message: openAi })).toBe(false);
    expect(isTokenRefusal({ code: null, message: 'Rate limit reached.' })).toBe(false);
  });
});
