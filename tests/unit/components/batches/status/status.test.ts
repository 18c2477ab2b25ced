import { type ReactNode, createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { OutcomeBar } from '#components/batches/status/outcome-bar.tsx';
import { StatusLabel } from '#components/batches/status/status-label.tsx';
import { ReaderProvider } from '#components/ui/reader.tsx';
import { Time } from '#components/ui/time.tsx';
import { type StatusFacts, describeStatus } from '#lib/shared/words/status-words.ts';

const renderedAtMs = Date.parse('2026-11-21T12:00:00Z');

const render = (children: ReactNode, locale = 'en') =>
  renderToStaticMarkup(createElement(() => ReaderProvider({ locale, renderedAtMs, children })));

const counts = { total: 12_340, succeeded: 12_291, failed: 37, missing: 12, notAnswered: 0, pending: 0 };

const facts: StatusFacts = {
  status: 'completed',
  hold: null,
  shownCounts: counts,
  attemptRequests: 12_340,
  isCancelRequested: false,
  provider: 'OpenAI',
  isChecked: true,
  refusal: null,
  badLines: 0,
};

const text = (markup: string) => markup.replace(/<[^>]+>/g, '');

describe('the outcome bar', () => {
  test('spells out all outcomes for those who cannot see it', () => {
    expect(render(createElement(OutcomeBar, { counts }))).toContain(
      '>12,291 succeeded, 37 failed, 12 missing, 0 waiting<',
    );
  });

  test('does not call waiting what nobody will answer any more', () => {
    const cancelled = { total: 5000, succeeded: 1484, failed: 3, missing: 0, notAnswered: 3503, pending: 10 };
    expect(render(createElement(OutcomeBar, { counts: cancelled }))).toContain(
      '>1,484 succeeded, 3 failed, 0 missing, 3,503 not answered, 10 waiting<',
    );
  });

  test('shows what there is, in one order, and something even where there is nothing', () => {
    const parts = (markup: string) => [...markup.matchAll(/flex-grow:(\d+)/g)].map((match) => Number(match[1]));
    expect(parts(render(createElement(OutcomeBar, { counts })))).toEqual([12_291, 37, 12]);
    const nothing = { total: 0, succeeded: 0, failed: 0, missing: 0, notAnswered: 0, pending: 0 };
    expect(parts(render(createElement(OutcomeBar, { counts: nothing })))).toEqual([1]);
  });
});

describe('the status label', () => {
  const label = (changes: Partial<StatusFacts>) =>
    render(createElement(StatusLabel, { words: describeStatus({ ...facts, ...changes }, 'en') }));

  test('has a shape and words, and the exact term after them', () => {
    expect(text(label({}))).toBe('Finished, 37 of 12,340 failed, 12 missing');
    expect(label({})).toContain('<svg');
    expect(text(label({ status: 'validating' }))).toBe('Waiting at OpenAI(validating)');
  });

  test('says who has to act before it says what is wrong', () => {
    const hold = {
      kind: 'key_refused',
      code: 'as_written',
      since: '2026-11-21T12:00:00Z',
      facts: { text: 'The key was refused.' },
    } as const;
    expect(text(label({ status: 'queued', hold }))).toBe('Needs youOpenAI refused the key');
  });
});

describe('what the server renders', () => {
  test('is formatted in the reader’s locale', () => {
    expect(render(createElement(OutcomeBar, { counts }), 'de')).toContain('12.291 succeeded');
  });

  test('shows times by the moment of rendering, which the browser repeats', () => {
    const markup = render(createElement(Time, { value: '2026-11-21T11:54:00Z' }));
    expect(text(markup)).toBe('6 min ago');
    expect(markup).toContain('dateTime="2026-11-21T11:54:00Z"');
  });
});

test('a state without room in a list wraps and is never cut: only its exact term gives way', () => {
  const label = (isTermKept: boolean) =>
    render(createElement(StatusLabel, { words: describeStatus({ ...facts, status: 'validating' }, 'en'), isTermKept }));
  expect(label(false)).not.toContain('truncate');
  expect(label(false)).toMatch(/<span class="min-w-0">Waiting at OpenAI<\/span><span class="[^"]*overflow-hidden/);
  expect(label(true)).not.toContain('overflow-hidden');
});
