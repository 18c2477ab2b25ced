import { expect, test } from 'vitest';
import { type HealthReport, notKnown } from '#lib/shared/contract/health.ts';
import { healthNotices } from '#lib/shared/words/health-notices.ts';

const report = (changes: Partial<HealthReport>): HealthReport => ({
  status: 'failing',
  database: 'ok',
  worker: 'ok',
  disk: 'ok',
  version: '0.1.0',
  ...changes,
});

test('nothing is said while everything works', () => {
  expect(healthNotices(report({ status: 'ok' }))).toEqual([]);
});

test('what is wrong is said, the gravest first', () => {
  expect(healthNotices(report({ worker: 'No worker.', disk: 'No room.' }))).toEqual(['No worker.', 'No room.']);
  expect(healthNotices(report({ database: 'Its disk is full.', disk: 'No room.' }))).toEqual([
    'Its disk is full.',
    'No room.',
  ]);
});

test('what only follows from a fault of the database, or cannot be known, is left out', () => {
  expect(healthNotices(report({ database: 'No answer.', worker: 'No worker.' }))).toEqual(['No answer.']);
  expect(healthNotices(report({ database: 'No answer.', worker: notKnown, disk: notKnown }))).toEqual(['No answer.']);
});
