import type { BatchEvent, BatchEventKind } from '#lib/shared/contract/events.ts';
import type { EndedStatus } from '#lib/shared/contract/status.ts';
import { formatCount, formatNumber } from './format.ts';
import { holdText } from './hold-texts.ts';
import { personName } from './person-name.ts';
import { describeProblem } from './problem.ts';
import { atSentenceStart, notedProviderName } from './provider-name.ts';

/** One entry of "What happened", in words. */
export interface EventWords {
  /** Who or what, and what it did. */
  readonly lead: string;
  /** The rest of the sentence, to be put right behind the lead; empty when the lead says it all. */
  readonly rest: string;
  /** `failed`: something was lost. `attention`: it waits. */
  readonly tone: 'plain' | 'failed' | 'attention';
  readonly leadsToFailures: boolean;
}

/** What the words need beyond the event. */
export interface EventWordsOptions {
  /** See `providerName`. */
  readonly provider: string;
  /** False when every attempt was a single job: then nobody has heard of parts. */
  readonly hasParts: boolean;
  /** The reader's. */
  readonly locale: string;
  /** Who reads; null where nobody signs in, and all that a person did is the reader's. */
  readonly readerId: string | null;
}

type EventOf<Kind extends BatchEventKind> = Extract<BatchEvent, { kind: Kind }>;
type EventText = Partial<EventWords> & { readonly lead: string };
type EventsByKind = { readonly [Kind in BatchEventKind]: EventOf<Kind> };
type EventTexts = {
  readonly [Kind in BatchEventKind]: (event: EventsByKind[Kind], options: EventWordsOptions) => EventText;
};

const texts: EventTexts = {
  created: describeCreated,
  checked: describeChecked,
  bad_lines_left_out: (event, options) => ({
    lead: `${actorName(event, options)} left out`,
    rest: lines(event.data.lines, 'bad line', options),
  }),
  started: (event, options) => ({ lead: `${actorName(event, options)} started`, rest: requests(event, options) }),
  retried: (event, options) => ({
    lead: `${actorName(event, options)} retried`,
    rest: `${requests(event, options)}${attempt(event)}`,
  }),
  attempt_withdrawn: (event) => ({
    lead: 'Nothing was sent,',
    rest: event.data.attempt === 1 ? 'so the start was undone' : 'so the retry was undone',
    tone: 'attention',
  }),
  job_sent: (event, options) => ({
    lead: `${part(event, options)} was sent`,
    rest: `to ${providerOf(event, options)}`,
  }),
  job_adopted: (event, options) => ({
    lead: `${part(event, options)} was found again`,
    rest: `at ${providerOf(event, options)} after the connection broke, so it was not sent twice`,
  }),
  job_running: (event, options) => ({
    lead: `${part(event, options)} started running`,
    rest: `at ${options.provider}`,
  }),
  job_ended: describeJobEnded,
  job_collected: describeJobCollected,
  cancel_requested: (event, options) => ({ lead: `${actorName(event, options)} cancelled`, rest: 'the batch' }),
  part_cut: describePartCut,
  hold_began: describeHoldBegan,
  copy_found: (event, options) => ({
    lead: `Another job of ${part(event, options)} was found`,
    rest: `at ${notedProviderName(event.data.provider)}. It is being cancelled, so that nothing is paid for twice`,
    tone: 'attention',
  }),
  results_refreshed: () => ({ lead: 'The stored results were judged again,', rest: 'by newer rules' }),
  hold_ended: () => ({ lead: 'It continued' }),
  finished: describeFinished,
  renamed: (event, options) => ({
    lead: `${actorName(event, options)} renamed it`,
    rest: `to ${event.data.to ?? 'another name'}`,
  }),
  requests_made: (event, options) => ({
    lead: `${requests(event, options)} were made`,
    rest: event.data.template === null ? 'of the table' : `of the table by the template ${event.data.template}`,
  }),
  input_replaced: (event, options) => ({
    lead: `${actorName(event, options)} uploaded a corrected file,`,
    rest: event.data.file ?? '',
  }),
};

/** The event in words. */
export function eventWords(event: BatchEvent, options: EventWordsOptions): EventWords {
  const words = describe(event.kind, event, options);
  const rest = words.rest ?? '';
  const space = rest === '' || /^[,:.]/.test(rest) ? '' : ' ';
  return { tone: 'plain', leadsToFailures: false, ...words, rest: space + rest };
}

function describe<Kind extends BatchEventKind>(
  kind: Kind,
  event: EventsByKind[Kind],
  options: EventWordsOptions,
): EventText {
  return texts[kind](event, options);
}

function describeCreated(event: EventOf<'created'>, options: EventWordsOptions): EventText {
  const model = event.data.defaultModel;
  const file = event.data.file ?? 'the file';
  if (event.actor.kind !== 'script') return { lead: `${actorName(event, options)} uploaded`, rest: file };
  return {
    lead: 'A script made it',
    rest: model === null ? `from ${file}` : `and left the model to the default, ${model}`,
  };
}

function describeChecked(event: EventOf<'checked'>, options: EventWordsOptions): EventText {
  const bad = event.data.badLines ?? 0;
  const good = event.data.requests;
  const refusal = event.data.refused;
  if (refusal !== null) {
    const { title } = describeProblem({ code: refusal, param: null });
    return { lead: 'The file was refused.', rest: title, tone: 'failed' };
  }
  const found = good === null ? '' : `: ${lines(good, 'request', options)}`;
  return bad === 0
    ? { lead: 'The file was checked', rest: found }
    : { lead: 'The file was checked', rest: `${found}, ${lines(bad, 'bad line', options)}` };
}

const endings: Readonly<Record<EndedStatus, string>> = {
  completed: 'ended',
  failed: 'was refused',
  expired: 'ran out of time',
  cancelled: 'was cancelled',
};

function describeJobEnded(event: EventOf<'job_ended'>, options: EventWordsOptions): EventText {
  const { provider } = options;
  const { status } = event.data;
  const lead = `${part(event, options)} ${endings[status]}`;
  if (event.data.sent === null) {
    const rest = `as nobody can say whether ${provider} has it. It is looked for there for another hour`;
    return { lead: `${part(event, options)} was given up,`, rest, tone: 'failed' };
  }
  if (!event.data.sent) return { lead: `${part(event, options)} was not sent`, rest: `to ${provider}`, tone: 'failed' };
  return { lead, rest: `at ${provider}`, tone: status === 'completed' || status === 'cancelled' ? 'plain' : 'failed' };
}

function describeJobCollected(event: EventOf<'job_collected'>, options: EventWordsOptions): EventText {
  return {
    lead: options.hasParts ? `Answers of part ${event.data.part} collected` : 'Answers collected',
    ...describeOutcomes(event, options),
  };
}

function describeFinished(event: EventOf<'finished'>, options: EventWordsOptions): EventText {
  const { status, succeeded, notAnswered } = event.data;
  if (status === 'cancelled') return describeCancelled(event, options);
  if (status === 'failed' && succeeded === 0 && notAnswered !== null)
    return {
      lead: `${atSentenceStart(options.provider)} refused ${options.hasParts ? 'every part' : 'the job'}:`,
      rest: `${formatCount(notAnswered, 'request', options.locale)} not answered.`,
      tone: 'failed',
      leadsToFailures: true,
    };
  return { lead: status === 'expired' ? 'Ran out of time' : 'Finished', ...describeOutcomes(event, options) };
}

/** "Cancelled: 1,484 answered, 3,513 not answered, 3 failed": what was not answered in time is no failure. */
function describeCancelled({ data }: EventOf<'finished'>, { locale }: EventWordsOptions): EventText {
  const { succeeded, notAnswered, failed, missing } = data;
  const shares = [
    `${formatNumber(succeeded ?? 0, locale)} answered`,
    `${formatNumber(notAnswered ?? 0, locale)} not answered`,
    ...(failed ? [`${formatNumber(failed, locale)} failed`] : []),
    ...(missing ? [`${formatNumber(missing, locale)} missing`] : []),
  ];
  return { lead: 'Cancelled:', rest: shares.join(', ') };
}

/** A part that waits for room is no trouble: it is in the nature of a limit. */
function describeHoldBegan(event: EventOf<'hold_began'>): EventText {
  const { hold } = event.data;
  const rest = holdText(hold);
  if (hold.kind === 'token_limit') return { lead: 'It is waiting for room.', rest };
  return { lead: 'It is waiting.', rest, tone: 'attention' };
}

function describePartCut(event: EventOf<'part_cut'>, options: EventWordsOptions): EventText {
  const [first, last] = [event.data.first, event.data.last];
  const numbers = first === null || last === null ? '' : `, parts ${first} to ${last}`;
  const pieces = formatNumber(event.data.pieces ?? 2, options.locale);
  const rest = `into ${pieces} smaller ones${numbers}, to fit into ${options.provider}’s token limit`;
  return { lead: `${part(event, options)} was cut`, rest };
}

/** `, all 12 succeeded` or `, 2 of 12 failed, 1 missing, 3 not answered`. */
function describeOutcomes(
  event: EventOf<'job_collected' | 'finished'>,
  { locale }: EventWordsOptions,
): Omit<EventWords, 'lead'> {
  const { succeeded, failed, missing, notAnswered } = event.data;
  const total = (succeeded ?? 0) + (failed ?? 0) + (missing ?? 0) + (notAnswered ?? 0);
  if (succeeded === null || total === 0) return { rest: '', tone: 'plain', leadsToFailures: false };
  const lost = [
    { count: failed ?? 0, word: 'failed' },
    { count: missing ?? 0, word: 'missing' },
    { count: notAnswered ?? 0, word: 'not answered' },
  ]
    .filter(({ count }) => count > 0)
    .map(({ count, word }, index) => {
      const share = index === 0 ? ` of ${formatNumber(total, locale)}` : '';
      return `${formatNumber(count, locale)}${share} ${word}`;
    });
  if (lost.length > 0) {
    const tone = (failed ?? 0) + (missing ?? 0) > 0 ? 'failed' : 'plain';
    return { rest: `, ${lost.join(', ')}.`, tone, leadsToFailures: true };
  }
  return {
    rest: total === 1 ? ', it succeeded' : `, all ${formatNumber(total, locale)} succeeded`,
    tone: 'plain',
    leadsToFailures: false,
  };
}

function actorName({ actor }: Pick<BatchEvent, 'actor'>, { readerId }: EventWordsOptions): string {
  if (actor.kind === 'user') return readerId === null ? 'You' : personName(actor, readerId);
  return actor.kind === 'script' ? 'A script' : 'LangBatch';
}

function part(event: { readonly data: { readonly part: number } }, { hasParts }: EventWordsOptions): string {
  return hasParts ? `Part ${event.data.part}` : 'The job';
}

function providerOf(
  event: { readonly data: { readonly provider: string | null } },
  { provider }: EventWordsOptions,
): string {
  return event.data.provider === null ? provider : notedProviderName(event.data.provider);
}

function requests(event: { readonly data: { readonly requests: number | null } }, options: EventWordsOptions): string {
  return lines(event.data.requests, 'request', options);
}

function attempt(event: EventOf<'retried'>): string {
  const number = event.data.attempt;
  return number === null ? '' : `, attempt ${number}`;
}

function lines(amount: number | null, noun: string, { locale }: EventWordsOptions): string {
  return amount === null ? `${noun}s` : formatCount(amount, noun, locale);
}
