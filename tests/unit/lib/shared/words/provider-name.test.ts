import { expect, test } from 'vitest';
import type { Hold } from '#lib/shared/contract/hold.ts';
import { describeCallFault } from '#lib/shared/words/call-fault-words.ts';
import { eventWords } from '#lib/shared/words/event-words.ts';
import { holdText, formatUtc } from '#lib/shared/words/hold-texts.ts';
import { jobWarningText } from '#lib/shared/words/job-warning-texts.ts';
import { atSentenceStart, fillProvider, providerName } from '#lib/shared/words/provider-name.ts';
import { makeEvent } from '#tests/support/batch-records.ts';

test('the sandbox is not spoken of as if it were a person', () => {
  expect(providerName({ name: 'Sandbox', kind: 'sandbox' })).toBe('the sandbox');
  expect(providerName({ name: 'Sandbox', kind: 'openai' })).toBe('Sandbox');
  expect(providerName({ name: 'Playground', kind: 'sandbox' })).toBe('Playground');
  expect(providerName(null)).toBe('the provider');
});

test('only our own words get a capital at the beginning of a sentence', () => {
  expect(atSentenceStart('the sandbox')).toBe('The sandbox');
  expect(atSentenceStart('vLLM')).toBe('vLLM');
  expect(fillProvider('{provider} refused it. {provider} says why, says {provider}.', 'the sandbox')).toBe(
    'The sandbox refused it. The sandbox says why, says the sandbox.',
  );
});

test('what was noted of the sandbox is told in the same words as what is known of it now', () => {
  const sandbox = 'Sandbox';
  const said = { provider: sandbox, statusCode: null, providerCode: null, providerMessage: null };
  const down: Hold = {
    kind: 'provider_down',
    code: 'provider_unreachable',
    since: '2026-11-21T12:00:00Z',
    facts: said,
  };
  expect(holdText(down)).toMatch(/^The sandbox cannot be reached\. /);
  const gone = { code: 'job_gone', facts: { provider: sandbox, providerId: 'batch_1' } } as const;
  expect(jobWarningText(gone)).toMatch(/^Job batch_1 was given up because the sandbox no longer shows it\. /);
  const sent = makeEvent('job_sent', { part: 1, requests: 2, provider: sandbox });
  const { lead, rest } = eventWords(sent, { provider: 'the sandbox', hasParts: false, locale: 'en', readerId: null });
  expect(lead + rest).toBe('The job was sent to the sandbox');
  const timedOut = {
    kind: 'unavailable',
    reason: 'timed_out',
    retryAfterMs: null,
    systemCode: null,
    address: null,
  } as const;
  expect(describeCallFault({ ...said, ...timedOut }, sandbox)).toBe(
    'The sandbox did not answer in time. Try again later.',
  );
});

test('a time is said in a zone where a text stands by itself, and left to the page elsewhere', () => {
  const facts = { provider: 'OpenAI', limit: 1000, nextAt: '2026-11-21T14:10:00Z', isOnlyPart: true };
  const full: Hold = { kind: 'token_limit', code: 'no_room', since: '2026-11-21T12:00:00Z', facts };
  expect(holdText(full, formatUtc)).toMatch(/Next try at 14:10 UTC\.$/);
  expect(holdText(full)).toMatch(/The next try follows by itself\.$/);
});
