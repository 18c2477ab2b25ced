import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ShownCounts, batchStatuses, holdKinds, holdsThatNeedAPerson } from '#lib/shared/contract/status.ts';
import { type StatusFacts, describeStatus, statusSentence } from '#lib/shared/words/status-words.ts';

function counts(parts: Partial<ShownCounts>): ShownCounts {
  const { pending = 0, succeeded = 0, failed = 0, missing = 0, notAnswered = 0 } = parts;
  const total = pending + succeeded + failed + missing + notAnswered;
  return { pending, succeeded, failed, missing, notAnswered, total };
}

function facts(parts: Partial<StatusFacts>): StatusFacts {
  const shownCounts = parts.shownCounts ?? counts({ pending: 100 });
  return {
    status: 'draft',
    hold: null,
    shownCounts,
    attemptRequests: shownCounts.total,
    isCancelRequested: false,
    provider: 'OpenAI',
    isChecked: true,
    refusal: null,
    badLines: 0,
    ...parts,
  };
}

const hold = (kind: (typeof holdKinds)[number]) => ({
  kind,
  code: 'as_written' as const,
  since: '2026-11-21T12:00:00Z',
  facts: { text: 'Because.' },
});

const say = (parts: Partial<StatusFacts>) => statusSentence(describeStatus(facts(parts), 'en'));

describe('the words for a status', () => {
  test.each<[string, Partial<StatusFacts>]>([
    ['Draft, ready to start', {}],
    ['Draft, being checked', { isChecked: false, shownCounts: counts({}) }],
    ['Draft, the file cannot be used', { refusal: { code: 'pdf_file', facts: {} }, shownCounts: counts({}) }],
    ['Draft, no line can be sent', { shownCounts: counts({}), badLines: 2 }],
    ['Draft, ready to start', { badLines: 14 }],
    ['Waiting to be sent', { status: 'queued' }],
    ['Waiting at OpenAI', { status: 'validating' }],
    ['Waiting at the provider', { status: 'validating', provider: 'the provider' }],
    ['Running', { status: 'in_progress' }],
    ['Running, 66%', { status: 'in_progress', shownCounts: counts({ pending: 34, succeeded: 60, failed: 6 }) }],
    [
      'Running, 54%',
      {
        status: 'in_progress',
        shownCounts: counts({ pending: 23, succeeded: 4977 }),
        attemptRequests: 50,
      },
    ],
    ['Collecting the answers', { status: 'finalizing' }],
    ['Cancelling', { status: 'cancelling' }],
    [
      'Cancelling, 1,904 answers kept so far',
      { status: 'cancelling', shownCounts: counts({ succeeded: 1904, pending: 1 }) },
    ],
    ['Cancelling', { status: 'in_progress', isCancelRequested: true }],
    ['Finished, all 50,000 succeeded', { status: 'completed', shownCounts: counts({ succeeded: 50_000 }) }],
    ['Finished, 1 request succeeded', { status: 'completed', shownCounts: counts({ succeeded: 1 }) }],
    [
      'Finished, 37 of 12,340 failed, 12 missing',
      { status: 'completed', shownCounts: counts({ succeeded: 12_291, failed: 37, missing: 12 }) },
    ],
    ['Finished, 12 of 100 missing', { status: 'completed', shownCounts: counts({ succeeded: 88, missing: 12 }) }],
    ['Finished, all 9 failed', { status: 'completed', shownCounts: counts({ failed: 9 }) }],
    ['Collecting the answers', { status: 'completed', shownCounts: counts({ succeeded: 8, pending: 1 }) }],
    [
      'Ran out of time, 2,218 of 9,400 missing',
      { status: 'expired', shownCounts: counts({ succeeded: 7182, missing: 2218 }) },
    ],
    ['Failed, OpenAI refused the job', { status: 'failed', shownCounts: counts({ notAnswered: 4050 }) }],
    ['Failed, 640 of 2,500 answered', { status: 'failed', shownCounts: counts({ succeeded: 640, notAnswered: 1860 }) }],
    [
      'Cancelled, 640 of 2,500 answered',
      {
        status: 'cancelled',
        shownCounts: counts({ succeeded: 640, notAnswered: 1860 }),
      },
    ],
    [
      'Cancelled, 1,484 of 5,000 answered, 3 failed',
      {
        status: 'cancelled',
        shownCounts: counts({ succeeded: 1484, failed: 3, notAnswered: 3513 }),
      },
    ],
    [
      'Cancelled, 40 of 60 answered',
      {
        status: 'completed',
        isCancelRequested: true,
        shownCounts: counts({ succeeded: 40, notAnswered: 20 }),
      },
    ],
    [
      'Finished, 2 of 60 failed, 20 not answered',
      {
        status: 'completed',
        shownCounts: counts({ succeeded: 38, failed: 2, notAnswered: 20 }),
      },
    ],
    [
      'Running, 50%',
      {
        status: 'in_progress',
        shownCounts: counts({ succeeded: 1485, pending: 5, notAnswered: 3508, failed: 2 }),
        attemptRequests: 10,
      },
    ],
    [
      'Finished, 3 of 5,000 failed, 3,503 not answered',
      { status: 'completed', shownCounts: counts({ succeeded: 1494, failed: 3, notAnswered: 3503 }) },
    ],
    ['Finished, all 20 not answered', { status: 'completed', shownCounts: counts({ notAnswered: 20 }) }],
    ['Waiting at the sandbox', { status: 'validating', provider: 'the sandbox' }],
    ['Needs you: The sandbox refused the job', { status: 'queued', hold: hold('refused'), provider: 'the sandbox' }],
    [
      'Waiting, the sandbox cannot be reached',
      { status: 'queued', hold: hold('provider_down'), provider: 'the sandbox' },
    ],
    ['Needs you: OpenAI refused the key', { status: 'queued', hold: hold('key_refused') }],
    ['Needs you: It is not certain that a job was sent', { status: 'in_progress', hold: hold('job_in_doubt') }],
    ['Waiting for room in OpenAI’s token limit', { status: 'queued', hold: hold('token_limit') }],
    ['Waiting, OpenAI cannot be reached', { status: 'in_progress', hold: hold('provider_down') }],
  ])('are “%s”', (words, parts) => {
    expect(say(parts)).toBe(words);
  });

  test('tell a provider that answers with errors from one that cannot be reached', () => {
    const trouble = {
      kind: 'provider_down' as const,
      code: 'provider_trouble' as const,
      since: '2026-11-21T12:00:00Z',
      facts: { provider: 'OpenAI', statusCode: 500, providerCode: null, providerMessage: null },
    };
    expect(say({ status: 'queued', hold: trouble })).toBe('Waiting, OpenAI has trouble (HTTP 500)');
  });

  test('are grouped as the reader is used to', () => {
    const words = describeStatus(facts({ status: 'completed', shownCounts: counts({ succeeded: 50_000 }) }), 'de');
    expect(statusSentence(words)).toBe('Finished, all 50.000 succeeded');
  });

  test('carry the exact term beside them where they do not say it already', () => {
    expect(describeStatus(facts({ status: 'validating' }), 'en').term).toBe('validating');
    expect(describeStatus(facts({ status: 'draft' }), 'en').term).toBeNull();
  });
});

describe('whatever the state', () => {
  const anyFacts = fc
    .record({
      status: fc.constantFrom(...batchStatuses),
      hold: fc.option(fc.constantFrom(...holdKinds).map(hold)),
      shownCounts: fc
        .record({
          pending: fc.nat(9),
          succeeded: fc.nat(9),
          failed: fc.nat(9),
          missing: fc.nat(9),
          notAnswered: fc.nat(9),
        })
        .map((parts) => counts(parts)),
      isCancelRequested: fc.boolean(),
      provider: fc.constantFrom('OpenAI', 'the sandbox'),
      isChecked: fc.boolean(),
      refusal: fc.option(fc.constant({ code: 'pdf_file', facts: {} })),
      badLines: fc.nat(9),
    })
    .map((given) => ({ ...given, attemptRequests: given.shownCounts.total }));
  const ended = new Set(['completed', 'failed', 'expired', 'cancelled']);

  test('there are words, and green is only for what succeeded whole', () => {
    fc.assert(
      fc.property(anyFacts, (given) => {
        const words = describeStatus(given, 'en');
        expect(statusSentence(words).length).toBeGreaterThan(3);
        const { total, succeeded } = given.shownCounts;
        const isWhole = given.status === 'completed' && succeeded === total;
        expect(words.tone === 'good').toBe(isWhole);
      }),
    );
  });

  test('a hold that only a person can end is never hidden while the batch is open', () => {
    fc.assert(
      fc.property(anyFacts, (given) => {
        const isOpen = given.status !== 'draft' && !ended.has(given.status);
        const isHeld = given.hold !== null && holdsThatNeedAPerson.includes(given.hold.kind);
        expect(describeStatus(given, 'en').tone === 'needs_person').toBe(isOpen && isHeld);
      }),
    );
  });
});
