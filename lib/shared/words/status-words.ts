import type { BatchListItem, BatchView } from '#lib/shared/contract/batch-view.ts';
import type { Hold } from '#lib/shared/contract/hold.ts';
import {
  type BatchStatus,
  type HoldKind,
  type ShownCounts,
  holdsThatNeedAPerson,
} from '#lib/shared/contract/status.ts';
import { formatCount, formatNumber, percentOf } from './format.ts';
import { holdText } from './hold-texts.ts';
import { atSentenceStart, providerName } from './provider-name.ts';
import { refusalText } from './refusal-text.ts';

/** The shape beside the words; each state has one of its own, so that colour is never needed to tell them apart. */
export type StatusShape =
  | 'pencil'
  | 'clock'
  | 'ring'
  | 'tray'
  | 'tick'
  | 'triangle'
  | 'hourglass'
  | 'diamond'
  | 'minus'
  | 'struck_ring'
  | 'hand';

export type StatusTone = 'plain' | 'good' | 'attention' | 'bad' | 'needs_person';

/** A batch's state as people read it. */
export interface StatusWords {
  readonly shape: StatusShape;
  readonly tone: StatusTone;
  /** In order; strong ones carry the tone. Joined they read as one sentence; a boxed "Needs you" stands apart. */
  readonly parts: readonly { readonly text: string; readonly isStrong: boolean }[];
  /** The exact status beside the words; null where the words say it already. */
  readonly term: BatchStatus | null;
  /** A quieter second line. */
  readonly under: string | null;
  /** Whole percent done, 0 to 100, for the ring. */
  readonly percent: number;
}

/** What the words are made of: both a list item and a whole batch can give it. */
export interface StatusFacts {
  readonly status: BatchStatus;
  readonly hold: Hold | null;
  /** See `BatchView.shownCounts`. */
  readonly shownCounts: ShownCounts;
  /** Of the current attempt. */
  readonly attemptRequests: number;
  readonly isCancelRequested: boolean;
  /** See `providerName`. */
  readonly provider: string;
  readonly isChecked: boolean;
  /** Why the file as a whole cannot be used. */
  readonly refusal: BatchListItem['refusal'];
  readonly badLines: number;
}

export function statusFactsOfItem(item: BatchListItem): StatusFacts {
  return { ...item, provider: providerName(item.connection) };
}

export function statusFactsOfView(batch: BatchView): StatusFacts {
  return {
    status: batch.status,
    hold: batch.hold,
    shownCounts: batch.shownCounts,
    attemptRequests: batch.attempts.at(-1)?.requests ?? 0,
    isCancelRequested: batch.isCancelRequested,
    provider: providerName(batch.connection),
    isChecked: batch.check !== null && !batch.check.isRunning,
    refusal: batch.check?.refusal ?? null,
    badLines: batch.check?.badLines ?? 0,
  };
}

/** The words alone, for titles and announcements: "Finished, 37 of 12,340 failed, 12 missing". */
export function statusSentence(words: StatusWords): string {
  return words.parts.map((part) => part.text).join(words.tone === 'needs_person' ? ': ' : '');
}

/** Puts a batch's state into words: what it does, who waits for whom, what went wrong. */
export function describeStatus(facts: StatusFacts, locale: string): StatusWords {
  const base = { term: facts.status, under: null, percent: percentDone(facts) };
  const said = describeByStatus[facts.status](facts, locale);
  return { ...base, ...said };
}

type StatusText = Pick<StatusWords, 'shape' | 'tone' | 'parts'> & Partial<StatusWords>;

type Describe = (facts: StatusFacts, locale: string) => StatusText;

const describeByStatus: Record<BatchStatus, Describe> = {
  draft: describeDraft,
  queued: unlessHeld(() => plain('clock', 'Waiting to be sent')),
  validating: unlessHeld((facts) => plain('clock', `Waiting at ${facts.provider}`)),
  in_progress: unlessHeld(describeRunning),
  finalizing: unlessHeld(() => plain('tray', 'Collecting the answers')),
  cancelling: unlessHeld(describeCancelling),
  completed: onceCollected(describeCompleted),
  expired: onceCollected(describeExpired),
  failed: onceCollected(describeFailed),
  cancelled: onceCollected(describeCancelled),
};

/** A hold that needs a person comes first, then a wish to cancel, then any other hold. */
function unlessHeld(describe: Describe): Describe {
  return (facts, locale) => {
    if (facts.hold !== null && holdsThatNeedAPerson.includes(facts.hold.kind))
      return describeNeedsPerson(facts.hold, facts);
    if (facts.isCancelRequested || facts.status === 'cancelling') return describeCancelling(facts, locale);
    return facts.hold === null ? describe(facts, locale) : describeHold(facts.hold, facts);
  };
}

/** What a person cancelled was cancelled, whatever else its jobs came to. */
function onceCollected(describe: Describe): Describe {
  return (facts, locale) => {
    if (facts.shownCounts.pending > 0) return plain('tray', 'Collecting the answers');
    const isCancelled = facts.status === 'cancelled' || (facts.isCancelRequested && facts.shownCounts.notAnswered > 0);
    return isCancelled ? describeCancelled(facts, locale) : describe(facts, locale);
  };
}

function describeDraft(facts: StatusFacts, locale: string): StatusText {
  if (facts.refusal !== null) {
    return compose('pencil', 'attention', 'Draft, ', strong('the file cannot be used'), {
      term: null,
      under: refusalText(facts.refusal),
    });
  }
  if (!facts.isChecked) return { ...plain('pencil', 'Draft, being checked'), term: null };
  if (facts.shownCounts.total === 0) {
    return compose('pencil', 'attention', 'Draft, ', strong('no line can be sent'), { term: null });
  }
  if (facts.badLines === 0) return { ...plain('pencil', 'Draft, ready to start'), term: null };
  const lines = formatCount(facts.badLines, 'bad line', locale);
  return { ...plain('pencil', 'Draft, ready to start'), term: null, under: `${lines} left out` };
}

const personWords: Record<HoldKind, (provider: string) => string> = {
  key_refused: (provider) => `${provider} refused the key`,
  refused: (provider) => `${provider} refused the job`,
  job_in_doubt: () => 'It is not certain that a job was sent',
  spending_limit: () => 'The account has no credit left',
  token_limit: (provider) => `${provider} has no room`,
  rate_limit: (provider) => `${provider}’s rate limit is reached`,
  provider_down: (provider) => `${provider} cannot be reached`,
  busy: (provider) => `other calls to ${provider} come first`,
};

/** What the kind alone would say too coarsely. */
function whatHolds(hold: Hold, provider: string): string {
  if (hold.code === 'job_unknown') return `${provider} does not know a job any more`;
  if (hold.code === 'access_denied') return `${provider} does not allow this`;
  if (hold.code !== 'provider_trouble') return personWords[hold.kind](provider);
  const { statusCode } = hold.facts;
  return `${provider} has trouble${statusCode === null ? '' : ` (HTTP ${statusCode})`}`;
}

function describeNeedsPerson(hold: Hold, facts: StatusFacts): StatusText {
  return compose('hand', 'needs_person', strong('Needs you'), atSentenceStart(whatHolds(hold, facts.provider)), {
    term: null,
    under: holdText(hold),
  });
}

function describeHold(hold: Hold, facts: StatusFacts): StatusText {
  const { provider } = facts;
  if (hold.kind === 'token_limit') return plain('clock', `Waiting for room in ${provider}’s token limit`);
  return plain('clock', `Waiting, ${whatHolds(hold, provider)}`);
}

function describeRunning(facts: StatusFacts, locale: string): StatusText {
  const percent = percentDone(facts);
  return plain('ring', percent === 0 ? 'Running' : `Running, ${formatNumber(percent, locale)}%`);
}

function describeCancelling({ shownCounts }: StatusFacts, locale: string): StatusText {
  const kept = formatCount(shownCounts.succeeded, 'answer', locale);
  return plain('minus', shownCounts.succeeded === 0 ? 'Cancelling' : `Cancelling, ${kept} kept so far`);
}

function describeCancelled({ shownCounts }: StatusFacts, locale: string): StatusText {
  const lost = describeLost(shownCounts, locale);
  const before = `Cancelled, ${answered(shownCounts, locale)}`;
  return plain('struck_ring', lost === '' ? before : `${before}, ${lost}`);
}

function describeCompleted({ shownCounts: counts }: StatusFacts, locale: string): StatusText {
  if (shortfalls(counts).length > 0)
    return describeShortfall({ shape: 'triangle', before: 'Finished, ', term: null }, counts, locale);
  return compose('tick', 'good', `Finished, ${allSucceeded(counts.total, locale)}`, { term: null });
}

function describeExpired({ shownCounts: counts }: StatusFacts, locale: string): StatusText {
  const before = 'Ran out of time, ';
  if (shortfalls(counts).length > 0)
    return describeShortfall({ shape: 'hourglass', before, term: 'expired' }, counts, locale);
  return compose('hourglass', 'plain', before + allSucceeded(counts.total, locale));
}

function describeFailed(facts: StatusFacts, locale: string): StatusText {
  const failed = strong('Failed');
  const { shownCounts: counts } = facts;
  if (counts.succeeded > 0) return compose('diamond', 'bad', failed, `, ${answered(counts, locale)}`, { term: null });
  const refused = `, ${facts.provider} refused the job`;
  return compose('diamond', 'bad', failed, refused, { term: null, under: 'Nothing was answered' });
}

/** "37 of 12,340 failed, 12 missing, 4 not answered": what has no answer, the larger worry first. */
function describeShortfall(
  { shape, before, term }: { readonly shape: StatusShape; readonly before: string; readonly term: BatchStatus | null },
  counts: ShownCounts,
  locale: string,
): StatusText {
  const total = formatNumber(counts.total, locale);
  const [worst, ...others] = shortfalls(counts);
  if (worst === undefined) return compose(shape, 'attention', before, { term });
  const share = worst.count === counts.total ? `all ${total}` : `${formatNumber(worst.count, locale)} of ${total}`;
  const rest = others.map(({ count, word }) => `, ${formatNumber(count, locale)} ${word}`).join('');
  return compose(shape, 'attention', before, strong(`${share} ${worst.word}`), rest, { term });
}

/** "3 failed, 2 missing"; empty where nothing was lost. */
function describeLost(counts: ShownCounts, locale: string): string {
  return shortfalls({ ...counts, notAnswered: 0 })
    .map(({ count, word }) => `${formatNumber(count, locale)} ${word}`)
    .join(', ');
}

function shortfalls({ failed, missing, notAnswered }: ShownCounts) {
  return [
    { count: failed, word: 'failed' },
    { count: missing, word: 'missing' },
    { count: notAnswered, word: 'not answered' },
  ].filter(({ count }) => count > 0);
}

function allSucceeded(total: number, locale: string): string {
  return total === 1 ? '1 request succeeded' : `all ${formatNumber(total, locale)} succeeded`;
}

function answered(counts: ShownCounts, locale: string): string {
  return `${formatNumber(counts.succeeded, locale)} of ${formatNumber(counts.total, locale)} answered`;
}

/** Of what the current attempt sends: the rest was done before. */
function percentDone({ shownCounts, attemptRequests }: StatusFacts): number {
  return percentOf(attemptRequests - shownCounts.pending, attemptRequests);
}

type Part = StatusWords['parts'][number];

const strong = (text: string): Part => ({ text, isStrong: true });

function plain(shape: StatusShape, text: string): StatusText {
  return compose(shape, 'plain', text);
}

/** Texts and strong parts in order; an object at the end sets term and second line. */
function compose(
  shape: StatusShape,
  tone: StatusTone,
  ...pieces: (string | Part | Partial<StatusWords>)[]
): StatusText {
  const parts: Part[] = [];
  let rest: Partial<StatusWords> = {};
  for (const piece of pieces) {
    if (typeof piece === 'string') parts.push({ text: piece, isStrong: false });
    else if ('text' in piece) parts.push(piece);
    else rest = piece;
  }
  return { shape, tone, parts: parts.filter((part) => part.text !== ''), ...rest };
}
