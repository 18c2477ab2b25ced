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

function shown(jobs: JobRecord[], counts: Partial<BatchRecord['counts']> = {}, untried = { failed: 0, missing: 0 }) {
  const total = jobs.reduce((sum, each) => sum + each.requests, 0);
  const stored = { total, pending: total, succeeded: 0, failed: 0, missing: 0, ...counts };
  return countShown(makeBatch('b', { attempts: [makeAttempt(1, jobs)], counts: stored, untried }));
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
    expect(countAnswered(job({ ...cancelled, requests: 60, untried: { failed: 49, missing: 0 } }))).toBe(11);
    const expired = collected('expired', { succeeded: 10, failed: 50, missing: 0 });
    expect(countAnswered(job({ ...expired, requests: 60, providerCounts: reported(10, 1) }))).toBe(11);
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
      notAnswered: 0,
    });
  });

  test('follow the result lines alone once they are in', () => {
    const lying = job({
      ...collected('completed', { succeeded: 0, failed: 1000, missing: 0 }),
      providerCounts: reported(1000, 0),
    });
    const counts = { pending: 0, failed: 1000 };
    expect(shown([lying], counts)).toMatchObject({ total: 1000, pending: 0, succeeded: 0, failed: 1000, missing: 0 });
  });

  test('make no more than was waiting of a provider that counts too many', () => {
    const { pending, succeeded, failed, total } = shown([job({ requests: 10, providerCounts: reported(99, 99) })]);
    expect([pending, succeeded + failed, total]).toEqual([0, 10, 10]);
  });

  test('call failed or missing only what somebody tried to answer, in whatever attempt', () => {
    const cancelled = job(collected('cancelled', { succeeded: 300, failed: 650, missing: 50 }));
    const counts = { pending: 0, succeeded: 300, failed: 650, missing: 50 };
    expect(shown([cancelled], counts, { failed: 647, missing: 50 })).toEqual({
      total: 1000,
      pending: 0,
      succeeded: 300,
      failed: 3,
      missing: 0,
      notAnswered: 697,
    });
    const retried = makeBatch('b', {
      attempts: [makeAttempt(1, [cancelled]), makeAttempt(2, [job({ requests: 10 })])],
      counts: { total: 1000, pending: 10, succeeded: 300, failed: 640, missing: 50 },
      untried: { failed: 637, missing: 50 },
    });
    expect(countShown(retried)).toMatchObject({ pending: 10, failed: 3, missing: 0, notAnswered: 687 });
  });

  test('leave the missing of a job that ended well, and of one that ran out of time, as they are', () => {
    const counts = { succeeded: 990, failed: 0, missing: 10 };
    for (const status of ['completed', 'expired'] as const) {
      expect(shown([job(collected(status, counts))], { pending: 0, ...counts })).toMatchObject(counts);
    }
  });
});
