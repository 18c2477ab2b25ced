import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type OutcomeCounts, batchStatuses, holdKinds, holdsThatNeedAPerson } from '#lib/shared/contract/status.ts';
import { type StatusFacts, describeStatus, statusSentence } from '#lib/shared/words/status-words.ts';

function counts(parts: Partial<OutcomeCounts>): OutcomeCounts {
  const { pending = 0, succeeded = 0, failed = 0, missing = 0 } = parts;
  return { pending, succeeded, failed, missing, total: pending + succeeded + failed + missing };
}

function facts(parts: Partial<StatusFacts>): StatusFacts {
  const stored = parts.counts ?? counts({ pending: 100 });
  return {
    status: 'draft',
    hold: null,
    counts: stored,
    shownCounts: stored,
    attemptRequests: stored.total,
    isCancelRequested: false,
    providerName: 'OpenAI',
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
    ['Draft, being checked', { isChecked: false, counts: counts({}) }],
    ['Draft, the file cannot be used', { refusal: { code: 'pdf_file', facts: {} }, counts: counts({}) }],
    ['Draft, no line can be sent', { counts: counts({}), badLines: 2 }],
    ['Draft, ready to start', { badLines: 14 }],
    ['Waiting to be sent', { status: 'queued' }],
    ['Waiting at OpenAI', { status: 'validating' }],
    ['Waiting at the provider', { status: 'validating', providerName: null }],
    ['Running', { status: 'in_progress' }],
    ['Running, 66%', { status: 'in_progress', counts: counts({ pending: 34, succeeded: 60, failed: 6 }) }],
    [
      'Running, 54%',
      {
        status: 'in_progress',
        counts: counts({ pending: 50, succeeded: 4950 }),
        shownCounts: counts({ pending: 23, succeeded: 4977 }),
        attemptRequests: 50,
      },
    ],
    ['Collecting the answers', { status: 'finalizing' }],
    ['Cancelling', { status: 'cancelling' }],
    [
      'Cancelling, 1,904 answers kept so far',
      { status: 'cancelling', counts: counts({ succeeded: 1904, pending: 1 }) },
    ],
    ['Cancelling', { status: 'in_progress', isCancelRequested: true }],
    ['Finished, all 50,000 succeeded', { status: 'completed', counts: counts({ succeeded: 50_000 }) }],
    ['Finished, 1 request succeeded', { status: 'completed', counts: counts({ succeeded: 1 }) }],
    [
      'Finished, 37 of 12,340 failed, 12 missing',
      { status: 'completed', counts: counts({ succeeded: 12_291, failed: 37, missing: 12 }) },
    ],
    ['Finished, 12 of 100 missing', { status: 'completed', counts: counts({ succeeded: 88, missing: 12 }) }],
    ['Finished, all 9 failed', { status: 'completed', counts: counts({ failed: 9 }) }],
    ['Collecting the answers', { status: 'completed', counts: counts({ succeeded: 8, pending: 1 }) }],
    [
      'Ran out of time, 2,218 of 9,400 missing',
      { status: 'expired', counts: counts({ succeeded: 7182, missing: 2218 }) },
    ],
    ['Failed, OpenAI refused the job', { status: 'failed', counts: counts({ missing: 4050 }) }],
    ['Failed, 640 of 2,500 answered', { status: 'failed', counts: counts({ succeeded: 640, missing: 1860 }) }],
    [
      'Cancelled, 640 of 2,500 answered',
      {
        status: 'cancelled',
        counts: counts({ succeeded: 640, missing: 1860 }),
        shownCounts: counts({ succeeded: 640, pending: 1860 }),
      },
    ],
    [
      'Cancelled, 1,484 of 5,000 answered, 3 failed',
      {
        status: 'cancelled',
        counts: counts({ succeeded: 1484, failed: 3516 }),
        shownCounts: counts({ succeeded: 1484, failed: 3, pending: 3513 }),
      },
    ],
    [
      'Cancelled, 40 of 60 answered',
      {
        status: 'completed',
        isCancelRequested: true,
        counts: counts({ succeeded: 40, missing: 20 }),
        shownCounts: counts({ succeeded: 40, pending: 20 }),
      },
    ],
    [
      'Finished, 2 of 60 failed, 20 not answered',
      {
        status: 'completed',
        counts: counts({ succeeded: 38, failed: 2, missing: 20 }),
        shownCounts: counts({ succeeded: 38, failed: 2, pending: 20 }),
      },
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
    const words = describeStatus(facts({ status: 'completed', counts: counts({ succeeded: 50_000 }) }), 'de');
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
      counts: fc
        .record({ pending: fc.nat(9), succeeded: fc.nat(9), failed: fc.nat(9), missing: fc.nat(9) })
        .map((parts) => counts(parts)),
      isCancelRequested: fc.boolean(),
      providerName: fc.option(fc.constant('OpenAI')),
      isChecked: fc.boolean(),
      refusal: fc.option(fc.constant({ code: 'pdf_file', facts: {} })),
      badLines: fc.nat(9),
    })
    .map((given) => ({ ...given, shownCounts: given.counts, attemptRequests: given.counts.total }));
  const ended = new Set(['completed', 'failed', 'expired', 'cancelled']);

  test('there are words, and green is only for what succeeded whole', () => {
    fc.assert(
      fc.property(anyFacts, (given) => {
        const words = describeStatus(given, 'en');
        expect(statusSentence(words).length).toBeGreaterThan(3);
        const isWhole =
          given.status === 'completed' && given.counts.pending + given.counts.failed + given.counts.missing === 0;
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
