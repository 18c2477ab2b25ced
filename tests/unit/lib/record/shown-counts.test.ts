import { describe, expect, test } from 'vitest';
import type { JobRecord } from '#lib/record/job-record.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { countAnswered, countShown } from '#lib/record/shown-counts.ts';
import { makeAttempt, makeBatch, makeJob } from '#tests/support/batch-records.ts';

const job = (changes: Partial<JobRecord> = {}) => makeJob('job', { requests: 1000, ...changes });
const reported = (completed: number, failed: number) => ({ total: 1000, completed, failed });
const collected = (status: JobRecord['status'], counts: JobRecord['counts']): Partial<JobRecord> => ({
  stage: 'collected',
  status,
  counts,
});

function shown(jobs: JobRecord[], counts: Partial<BatchRecord['counts']> = {}) {
  const total = jobs.reduce((sum, each) => sum + each.requests, 0);
  const stored = { total, pending: total, succeeded: 0, failed: 0, missing: 0, ...counts };
  return countShown(makeBatch('b', { attempts: [makeAttempt(1, jobs)], counts: stored }));
}

describe('how many requests of a job have an answer', () => {
  test('follows what its provider says, and never goes beyond its requests', () => {
    expect(countAnswered(job())).toBe(0);
    expect(countAnswered(job({ providerCounts: reported(600, 20) }))).toBe(620);
    expect(countAnswered(job({ providerCounts: reported(5000, 0) }))).toBe(1000);
  });

  test('follows its result lines once they are in: the missing have none', () => {
    const counts = { succeeded: 900, failed: 60, missing: 40 };
    expect(countAnswered(job({ ...collected('completed', counts), providerCounts: reported(1000, 0) }))).toBe(960);
  });

  test('leaves out lines that only say that nobody answered', () => {
    const cancelled = collected('cancelled', { succeeded: 10, failed: 50, missing: 0 });
    expect(countAnswered(job({ ...cancelled, requests: 60, providerCounts: reported(10, 1) }))).toBe(11);
    expect(countAnswered(job({ ...cancelled, requests: 60 }))).toBe(60);
  });
});

describe('the counts that people are shown', () => {
  test('move with what the provider says of an open job, without changing the sum', () => {
    expect(shown([job({ providerCounts: reported(600, 20) })])).toEqual({
      total: 1000,
      pending: 380,
      succeeded: 600,
      failed: 20,
      missing: 0,
    });
  });

  test('follow the result lines alone once they are in', () => {
    const lying = job({
      ...collected('completed', { succeeded: 0, failed: 1000, missing: 0 }),
      providerCounts: reported(1000, 0),
    });
    const counts = { pending: 0, failed: 1000 };
    expect(shown([lying], counts)).toEqual({ total: 1000, pending: 0, succeeded: 0, failed: 1000, missing: 0 });
  });

  test('make no more than was waiting of a provider that counts too many', () => {
    const { pending, succeeded, failed, total } = shown([job({ requests: 10, providerCounts: reported(99, 99) })]);
    expect([pending, succeeded + failed, total]).toEqual([0, 10, 10]);
  });

  test('do not call failed what was cancelled before anybody answered it', () => {
    const cancelled = job({
      ...collected('cancelled', { succeeded: 300, failed: 650, missing: 50 }),
      providerCounts: reported(300, 3),
    });
    expect(shown([cancelled], { pending: 0, succeeded: 300, failed: 650, missing: 50 })).toEqual({
      total: 1000,
      pending: 697,
      succeeded: 300,
      failed: 3,
      missing: 0,
    });
  });

  test('do not call missing what the provider refused to take', () => {
    const refused = job(collected('failed', { succeeded: 0, failed: 0, missing: 1000 }));
    expect(shown([refused], { pending: 0, missing: 1000 })).toMatchObject({ pending: 1000, missing: 0 });
  });

  test('leave the missing of a job that ended well, and of one that ran out of time, as they are', () => {
    const counts = { succeeded: 990, failed: 0, missing: 10 };
    for (const status of ['completed', 'expired'] as const) {
      expect(shown([job(collected(status, counts))], { pending: 0, ...counts })).toMatchObject(counts);
    }
  });
});
