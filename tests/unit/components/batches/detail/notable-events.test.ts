import { expect, test } from 'vitest';
import { notableEvents } from '#components/batches/detail/notable-events.ts';
import type { EventView } from '#lib/shared/contract/batch-view.ts';
import { makeEvent } from '#tests/support/batch-records.ts';

const event = (kind: string, data: Readonly<Record<string, unknown>> = {}) =>
  makeEvent(kind, kind === 'job_ended' ? { sent: true, ...data } : data);

const kinds = (events: readonly EventView[], hasParts: boolean) =>
  notableEvents(events, hasParts).map(({ kind }) => kind);

test('the end of an only job is told once, with what came of it', () => {
  const events = [
    event('job_running', { part: 1 }),
    event('job_ended', { part: 1, status: 'completed' }),
    event('job_collected', { part: 1 }),
    event('finished'),
  ];
  expect(kinds(events, false)).toEqual(['job_running', 'finished']);
  expect(kinds(events, true)).toEqual(['job_running', 'job_collected', 'finished']);
});

test('a job that has ended and is still being collected is told', () => {
  const events = [event('job_ended', { part: 2, status: 'completed' }), event('job_collected', { part: 1 })];
  expect(kinds(events, true)).toEqual(['job_ended', 'job_collected']);
});

test('a bad end is always told', () => {
  const events = [
    event('job_ended', { part: 1, status: 'expired' }),
    event('job_collected', { part: 1 }),
    event('finished'),
  ];
  expect(kinds(events, false)).toEqual(['job_ended', 'finished']);
});
