import { expect, test } from 'vitest';
import { jobWords } from '#components/batches/detail/job-words.ts';
import type { JobView } from '#lib/shared/contract/batch-view.ts';
import type { Hold } from '#lib/shared/contract/hold.ts';

function job(overrides: Partial<JobView>): JobView {
  return {
    id: 'job',
    part: 1,
    providerId: 'batch_1',
    status: 'in_progress',
    providerStatus: 'in_progress',
    requests: 1000,
    bytes: 1,
    counts: { total: 1000, pending: 0, succeeded: 1000, failed: 0, missing: 0, notAnswered: 0 },
    answered: 0,
    lines: null,
    providerCounts: null,
    providerErrors: [],
    refusal: null,
    files: { input: null, output: null, errors: null },
    sentAt: '2026-11-19T15:42:07Z',
    endedAt: null,
    isCollected: false,
    hold: null,
    warnings: [],
    ...overrides,
  };
}

const sentence = (overrides: Partial<JobView>) =>
  jobWords(job(overrides), 'en')
    .parts.map((part) => part.text)
    .join('');

const hold = (kind: Hold['kind']): Hold => ({
  kind,
  code: 'as_written',
  since: '2026-11-19T15:42:07Z',
  facts: { text: '' },
});

test.each([
  [{ status: 'queued' }, 'Waiting to be sent'],
  [{ status: 'queued', hold: hold('token_limit') }, 'Waiting for room'],
  [{ status: 'queued', hold: hold('job_in_doubt') }, 'Waiting for you'],
  [{ status: 'validating' }, 'Waiting'],
  [{ status: 'in_progress' }, 'Running'],
  [{ status: null, providerStatus: 'paused' }, 'Running'],
  [{ status: 'finalizing' }, 'Collecting the answers'],
  [{ status: 'completed', isCollected: true }, 'Completed'],
  [{ status: 'failed', isCollected: true }, 'Refused'],
  [{ status: 'failed', isCollected: true, sentAt: null }, 'Not sent'],
] as const)('%o reads as %s', (overrides, words) => {
  expect(sentence(overrides)).toBe(words);
});

test('a job that ended with failures does not look well', () => {
  const counts = { total: 1000, pending: 0, succeeded: 784, failed: 214, missing: 2, notAnswered: 0 };
  expect(sentence({ status: 'completed', isCollected: true, counts })).toBe('Completed, 214 failed, 2 missing');
  expect(jobWords(job({ status: 'completed', isCollected: true, counts }), 'en').tone).toBe('attention');
});

test('what nobody tried to answer is not called failed', () => {
  const counts = { total: 1000, pending: 0, succeeded: 600, failed: 3, missing: 0, notAnswered: 397 };
  const cancelled = { status: 'cancelled', isCollected: true, counts } as const;
  expect(sentence(cancelled)).toBe('Cancelled, 3 failed, 397 not answered');
});

test('the ring is filled as far as the provider has come', () => {
  expect(jobWords(job({ answered: 550 }), 'en').percent).toBe(55);
});
