import { expect, test } from 'vitest';
import type { Actor } from '#lib/shared/contract/actor.ts';
import { eventWords } from '#lib/shared/words/event-words.ts';
import { personName } from '#lib/shared/words/person-name.ts';
import { makeEvent } from '#tests/support/batch-records.ts';

const since = '2026-11-19T15:42:07.000Z';

const options = { provider: 'OpenAI', hasParts: true, locale: 'en', readerId: null };

function words(kind: string, data: Readonly<Record<string, unknown>> = {}, actorKind: Actor['kind'] = 'worker') {
  const { lead, rest, tone, leadsToFailures } = eventWords(makeEvent(kind, data, actorKind), options);
  return { sentence: lead + rest, tone, leadsToFailures };
}

test.each([
  ['created', { file: 'tickets.jsonl' }, 'You uploaded tickets.jsonl'],
  ['bad_lines_left_out', { lines: 3 }, 'You left out 3 bad lines'],
  ['bad_lines_left_out', { lines: 1 }, 'You left out 1 bad line'],
  ['started', { requests: 48210 }, 'You started 48,210 requests'],
  ['retried', { requests: 34, attempt: 3 }, 'You retried 34 requests, attempt 3'],
  ['cancel_requested', {}, 'You cancelled the batch'],
  ['renamed', { from: 'tickets', to: 'Tickets, October' }, 'You renamed it to Tickets, October'],
] as const)('%s is said of the person who did it', (kind, data, sentence) => {
  expect(words(kind, data, 'user').sentence).toBe(sentence);
});

test('what a script did is not said of the reader', () => {
  expect(words('started', { requests: 1 }, 'script').sentence).toBe('A script started 1 request');
  expect(words('created', { file: 'data.jsonl' }, 'script').sentence).toBe('A script made it from data.jsonl');
  expect(words('created', { file: 'requests.jsonl', defaultModel: 'gpt-4o-mini' }, 'script').sentence).toBe(
    'A script made it and left the model to the default, gpt-4o-mini',
  );
});

test('a start or a retry that came to nothing is said to be undone', () => {
  expect(words('attempt_withdrawn', { attempt: 1 }).sentence).toBe('Nothing was sent, so the start was undone');
  expect(words('attempt_withdrawn', { attempt: 2 }).sentence).toBe('Nothing was sent, so the retry was undone');
});

test('a part is followed from sending to its answers', () => {
  expect(words('job_sent', { part: 3, requests: 10, provider: 'OpenAI' }).sentence).toBe('Part 3 was sent to OpenAI');
  expect(words('job_running', { part: 3 }).sentence).toBe('Part 3 started running at OpenAI');
  expect(words('job_ended', { part: 3, status: 'completed', sent: true }).sentence).toBe('Part 3 ended at OpenAI');
  expect(words('job_collected', { part: 3, succeeded: 12480, failed: 0, missing: 0 })).toEqual({
    sentence: 'Answers of part 3 collected, all 12,480 succeeded',
    tone: 'plain',
    leadsToFailures: false,
  });
});

test('a part that is too large for the token limit is said to be cut', () => {
  expect(words('part_cut', { part: 1, pieces: 5, first: 2, last: 6 })).toEqual({
    sentence: 'Part 1 was cut into 5 smaller ones, parts 2 to 6, to fit into OpenAI’s token limit',
    tone: 'plain',
    leadsToFailures: false,
  });
});

test('waiting for room is no trouble', () => {
  const facts = { provider: 'OpenAI', limit: 2_000_000, nextAt: null, isOnlyPart: false };
  const sentence = 'OpenAI accepts 2,000,000 enqueued tokens at once. The parts before it go first.';
  expect(words('hold_began', { hold: { kind: 'token_limit', code: 'no_room', since, facts } })).toMatchObject({
    sentence: `It is waiting for room. ${sentence}`,
    tone: 'plain',
  });
});

test('the check says what it found', () => {
  expect(words('checked', { requests: 12340, badLines: 0, refused: null })).toMatchObject({
    sentence: 'The file was checked: 12,340 requests',
    tone: 'plain',
  });
  expect(words('checked', { requests: 12340, badLines: 14, refused: null })).toMatchObject({
    sentence: 'The file was checked: 12,340 requests, 14 bad lines',
    tone: 'plain',
  });
  expect(words('checked', { requests: 0, badLines: 0, refused: 'csv_file' })).toMatchObject({
    sentence: 'The file was refused. This is a table (CSV), not JSONL.',
    tone: 'failed',
  });
});

test('without parts there is only the job', () => {
  const event = makeEvent('job_running', { part: 1 });
  expect(eventWords(event, { ...options, hasParts: false })).toMatchObject({
    lead: 'The job started running',
    rest: ' at OpenAI',
  });
});

test('what was lost is said with numbers, and leads to the failures', () => {
  expect(words('job_collected', { part: 2, succeeded: 12296, failed: 214, missing: 2 })).toEqual({
    sentence: 'Answers of part 2 collected, 214 of 12,512 failed, 2 missing.',
    tone: 'failed',
    leadsToFailures: true,
  });
  expect(words('finished', { succeeded: 8, failed: 0, missing: 2 }).sentence).toBe('Finished, 2 of 10 missing.');
});

test('an end that is no success looks like one', () => {
  expect(words('job_ended', { part: 1, status: 'expired', sent: true })).toMatchObject({
    sentence: 'Part 1 ran out of time at OpenAI',
    tone: 'failed',
  });
  expect(words('job_ended', { part: 1, status: 'failed', sent: false }).sentence).toBe('Part 1 was not sent to OpenAI');
});

test('waiting says why', () => {
  const facts = { provider: 'OpenAI', statusCode: 401, providerCode: null, providerMessage: null };
  const sentence = 'OpenAI refused the key. Enter a new one under Connections.';
  expect(words('hold_began', { hold: { kind: 'key_refused', code: 'key_refused', since, facts } })).toMatchObject({
    sentence: `It is waiting. ${sentence}`,
    tone: 'attention',
  });
});

test('a cancelled batch is not told as a failed one', () => {
  const data = { total: 5000, succeeded: 1484, failed: 3, missing: 0, notAnswered: 3513, status: 'cancelled' };
  expect(words('finished', data)).toEqual({
    sentence: 'Cancelled: 1,484 answered, 3,513 not answered, 3 failed',
    tone: 'plain',
    leadsToFailures: false,
  });
  expect(words('job_collected', { part: 1, succeeded: 0, failed: 0, missing: 0, notAnswered: 5 }).sentence).toBe(
    'Answers of part 1 collected, 5 of 5 not answered.',
  );
});

test('what the provider refused to take is not told as missing', () => {
  const data = { total: 20, succeeded: 0, failed: 0, missing: 0, notAnswered: 20, status: 'failed' };
  expect(words('finished', data).sentence).toBe('OpenAI refused every part: 20 requests not answered.');
});

test('an event from before these numbers were noted still has words', () => {
  expect(words('finished', { total: 10, succeeded: 8, failed: 2, missing: 0 }).sentence).toBe(
    'Finished, 2 of 10 failed.',
  );
});

test('with several people each goes by name, the reader as You', () => {
  const event = makeEvent('started', { requests: 3 }, 'user');
  const lead = (actor: Actor, readerId: string) => eventWords({ ...event, actor }, { ...options, readerId }).lead;
  const ines: Actor = { kind: 'user', id: 'you', name: 'Ines' };
  expect([lead(ines, 'you'), lead(ines, 'p2')]).toEqual(['You started', 'Ines started']);
  expect(lead({ kind: 'script', id: 'script', name: 'script' }, 'you')).toBe('A script started');
  expect(personName({ id: 'script', name: 'script' }, 'you')).toBe('A script');
});
