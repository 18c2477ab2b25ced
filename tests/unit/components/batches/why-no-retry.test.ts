import { expect, test } from 'vitest';
import { isRetryInQuestion, whyNoRetry } from '#components/batches/why-no-retry.ts';
import { viewBatch } from '#lib/batch/reads/view-batch.ts';
import { makeAttempt, makeBatch, makeJob } from '#tests/support/batch-records.ts';

const connection = { id: 'c', name: 'OpenAI', kind: 'openai' };
const endedAt = '2026-11-21T13:00:00.000Z';
const ended = makeAttempt(1, [makeJob('j1', { stage: 'collected', status: 'completed', endedAt })], { endedAt });

function view(changes: Parameters<typeof makeBatch>[1], connected: typeof connection | null = connection) {
  const record = makeBatch('b', { connectionId: 'c', ...changes });
  return viewBatch(record, {
    connection: connected,
    limits: null,
    isInputStored: true,
    canRemove: true,
    names: new Map(),
    isIndexWrong: false,
    places: new Map(),
  });
}

const say = (...given: Parameters<typeof view>): string | null => whyNoRetry(view(...given));

test('while an attempt runs people are told when the next retry can start', () => {
  expect(say({ attempts: [ended, makeAttempt(2, [makeJob('j2')])] })).toBe(
    'Attempt 2 runs; the next retry can start when it ends.',
  );
  expect(say({ attempts: [ended] })).toBeNull();
});

test('without its connection a batch says what to do before a retry', () => {
  expect(say({ attempts: [ended] }, null)).toBe('The connection was removed. Choose another one first.');
});

test('where no retry is in question there is no reason against it', () => {
  expect(say({})).toBeNull();
  expect(say({ attempts: [ended], connectionId: null }, null)).toBeNull();
});

test('buttons to a retry stay while something is in its way, and are absent where there will be none', () => {
  expect(isRetryInQuestion(view({ attempts: [ended] }))).toBe(true);
  expect(isRetryInQuestion(view({ attempts: [ended, makeAttempt(2, [makeJob('j2')])] }))).toBe(true);
  expect(isRetryInQuestion(view({ attempts: [ended] }, null))).toBe(true);
  expect(isRetryInQuestion(view({}))).toBe(false);
  expect(isRetryInQuestion(view({ attempts: [ended], connectionId: null }, null))).toBe(false);
});
