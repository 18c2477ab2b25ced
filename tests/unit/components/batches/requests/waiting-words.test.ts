import { expect, test } from 'vitest';
import {
  type Sending,
  findWaiting,
  shortWaitingWords,
  waitingWords,
} from '#components/batches/requests/waiting-words.ts';
import type { JobView } from '#lib/shared/contract/batch-view.ts';

type Job = Pick<JobView, 'lines' | 'sentAt' | 'endedAt' | 'providerId' | 'hold'>;

const unsent: Job = { lines: { first: 1, last: 10 }, sentAt: null, endedAt: null, providerId: null, hold: null };
const sent: Job = {
  lines: { first: 11, last: 20 },
  sentAt: '2026-11-27T10:00:00Z',
  endedAt: null,
  providerId: 'batch_2',
  hold: null,
};
const ended: Job = { ...sent, lines: { first: 21, last: 30 }, endedAt: '2026-11-27T11:00:00Z' };

const batchOf = (...attempts: readonly (readonly Job[])[]) => ({
  hold: null,
  attempts: attempts.map((jobs) => ({ jobs })),
});

const sayOf = (batch: Sending, line: number) => {
  const waiting = findWaiting(batch, line);
  return [shortWaitingWords(waiting), waitingWords(waiting, () => '33 s ago')];
};

test('a request without an answer says where it is, never that it was not sent when it was', () => {
  const running = batchOf([ended], [unsent, sent, ended]);
  expect(sayOf(batchOf(), 1)).toEqual(['Not sent yet', 'It has not been sent yet.']);
  expect(sayOf(running, 5)).toEqual(['Waiting to be sent', 'It is waiting to be sent.']);
  expect(sayOf(running, 15)).toEqual([
    'Sent; its answer comes when the job ends',
    'Sent 33 s ago as part of job batch_2; its answer comes when the job ends.',
  ]);
  expect(sayOf(running, 25)).toEqual([
    'Its job has ended; the answer is being collected',
    'Its job has ended. Its answer is being collected.',
  ]);
});

test('while the provider has not given its job an id yet, it was sent all the same', () => {
  expect(sayOf(batchOf([{ ...sent, providerId: null }]), 15)[1]).toBe(
    'It was sent. Its answer comes when the job ends.',
  );
});

test('the only job of an older batch holds every line', () => {
  expect(sayOf(batchOf([{ ...sent, lines: null }]), 999)[0]).toBe('Sent; its answer comes when the job ends');
});

test('what is not sent yet says what it waits for', () => {
  const hold = {
    kind: 'token_limit',
    code: 'no_room',
    since: '2026-11-27T10:00:00Z',
    facts: { provider: 'OpenAI', limit: 90_000, nextAt: null, isOnlyPart: false },
  } as const;
  const why = 'OpenAI accepts 90,000 enqueued tokens at once. The parts before it go first.';
  expect(sayOf({ hold: null, attempts: [{ jobs: [{ ...unsent, hold }] }] }, 5)).toEqual([
    why,
    `It is waiting to be sent. ${why}`,
  ]);
});
