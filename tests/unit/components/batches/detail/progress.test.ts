import { expect, test } from 'vitest';
import { progressOf } from '#components/batches/detail/progress.ts';
import type { AttemptView, BatchView, JobView } from '#lib/shared/contract/batch-view.ts';
import { noUsage } from '#lib/shared/contract/usage.ts';

const startedAt = '2026-11-19T14:10:00.000Z';
const minutesLater = (minutes: number) => new Date(Date.parse(startedAt) + minutes * 60_000);

function job(overrides: Partial<JobView> = {}): JobView {
  return {
    id: 'job',
    part: 1,
    providerId: 'batch_1',
    status: 'in_progress',
    providerStatus: 'in_progress',
    requests: 1000,
    bytes: 1,
    counts: { total: 1000, pending: 1000, succeeded: 0, failed: 0, missing: 0, notAnswered: 0 },
    answered: 0,
    lines: null,
    providerCounts: null,
    providerErrors: [],
    refusal: null,
    files: { input: null, output: null, errors: null },
    sentAt: startedAt,
    endedAt: null,
    isCollected: false,
    hold: null,
    warnings: [],
    ...overrides,
  };
}

function batchWith(jobs: readonly JobView[], attempt: Partial<AttemptView> = {}): BatchView {
  const requests = jobs.reduce((sum, { requests: count }) => sum + count, 0);
  return {
    id: 'b',
    name: 'Tickets',
    status: 'in_progress',
    hold: null,
    counts: { total: requests, pending: requests, succeeded: 0, failed: 0, missing: 0, notAnswered: 0 },
    shownCounts: { total: requests, pending: requests, succeeded: 0, failed: 0, missing: 0, notAnswered: 0 },
    attempts: [{ number: 1, startedAt, endedAt: null, requests, jobs, ...attempt }],
    isListed: true,
    isSample: false,
    isOfScript: false,
    connection: null,
    input: { name: 'tickets.jsonl', bytes: 1, sha256: '' },
    check: null,
    table: null,
    leaveOutBadLines: false,
    chosenEndpoint: null,
    usage: noUsage,
    endings: { cutOff: 0, refused: 0, empty: 0 },
    isIndexWrong: false,
    isRefreshDue: false,
    createdBy: { id: 'you', name: 'You' },
    startedBy: { id: 'you', name: 'You' },
    createdAt: startedAt,
    startedAt,
    endedAt: null,
    expiresAt: null,
    nextTryAt: null,
    isCancelRequested: false,
    isRemoveRequested: false,
    retry: { curable: 0, incurable: 0 },
    actions: { canStart: false, canRetry: false, canCancel: true, canReplaceInput: false, canRemove: true },
    warnings: [],
    events: [],
    downloads: [],
  };
}

test('the missing of a collected job are not waited for', () => {
  const counts = { total: 1000, pending: 0, succeeded: 500, failed: 0, missing: 500, notAnswered: 0 };
  const jobs = [job({ isCollected: true, answered: 500, counts }), job({ sentAt: null })];
  expect(progressOf(batchWith(jobs), minutesLater(10))?.remainingMs).toBe((1000 / 50) * 60_000);
});

test('the speed is that of the whole attempt since its first job was sent', () => {
  const jobs = [job({ answered: 600 }), job({ sentAt: null })];
  expect(progressOf(batchWith(jobs), minutesLater(10))).toEqual({
    answered: 600,
    requests: 2000,
    requestsPerMinute: 60,
    remainingMs: (1400 / 60) * 60_000,
  });
});

test('after too short a time, and without an answer, no speed is claimed', () => {
  const answered = job({ answered: 600 });
  expect(progressOf(batchWith([answered]), minutesLater(0.4))?.requestsPerMinute).toBeNull();
  expect(progressOf(batchWith([job()]), minutesLater(10))?.requestsPerMinute).toBeNull();
});

test('an ended attempt keeps the speed it had', () => {
  const counts = { total: 1000, pending: 0, succeeded: 1000, failed: 0, missing: 0, notAnswered: 0 };
  const batch = batchWith([job({ counts, answered: 1000, isCollected: true })], {
    endedAt: minutesLater(5).toISOString(),
  });
  expect(progressOf(batch, minutesLater(1000))).toMatchObject({ requestsPerMinute: 200, remainingMs: null });
});

test('before the start there is no progress', () => {
  expect(progressOf({ ...batchWith([]), attempts: [] }, minutesLater(1))).toBeNull();
});
