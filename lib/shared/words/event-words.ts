import type { EventView } from '#lib/shared/contract/batch-view.ts';
import { formatCount, formatNumber } from './format.ts';
import { describeProblem } from './problem.ts';

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
  readonly provider: string;
  /** False when every attempt was a single job: then nobody has heard of parts. */
  readonly hasParts: boolean;
  /** The reader's. */
  readonly locale: string;
}

type Say = (event: EventView, options: EventWordsOptions) => Partial<EventWords> & { readonly lead: string };

const says: Readonly<Record<string, Say>> = {
  created: sayCreated,
  checked: sayChecked,
  bad_lines_left_out: (event, options) => ({
    lead: `${actorName(event)} left out`,
    rest: lines(count(event, 'lines'), 'bad line', options),
  }),
  started: (event, options) => ({ lead: `${actorName(event)} started`, rest: requests(event, options) }),
  retried: (event, options) => ({
    lead: `${actorName(event)} retried`,
    rest: `${requests(event, options)}${attempt(event)}`,
  }),
  attempt_withdrawn: (event) => ({
    lead: 'Nothing could be sent,',
    rest: count(event, 'attempt') === 1 ? 'so the start was taken back' : 'so the retry was taken back',
    tone: 'attention',
  }),
  job_sent: (event, options) => ({
    lead: `${part(event, options)} was sent`,
    rest: `to ${providerName(event, options)}`,
  }),
  job_adopted: (event, options) => ({
    lead: `${part(event, options)} was found again`,
    rest: `at ${providerName(event, options)} after the line broke, so it was not sent twice`,
  }),
  job_running: (event, options) => ({ lead: `${part(event, options)} is running`, rest: `at ${options.provider}` }),
  job_ended: sayJobEnded,
  job_collected: sayJobCollected,
  cancel_requested: (event) => ({ lead: `${actorName(event)} cancelled`, rest: 'the batch' }),
  part_cut: sayPartCut,
  hold_began: sayHoldBegan,
  hold_ended: () => ({ lead: 'It went on', rest: 'after waiting' }),
  finished: sayFinished,
  renamed: (event) => ({ lead: `${actorName(event)} renamed it`, rest: `to ${text(event, 'to') ?? 'another name'}` }),
  input_replaced: (event) => ({
    lead: `${actorName(event)} uploaded a corrected file,`,
    rest: text(event, 'file') ?? '',
  }),
};

/** The event in words. A kind from a newer version of the product reads as its name. */
export function eventWords(event: EventView, options: EventWordsOptions): EventWords {
  const say = Object.hasOwn(says, event.kind) ? says[event.kind] : undefined;
  const words = say?.(event, options) ?? { lead: event.kind.replaceAll('_', ' ') };
  const rest = words.rest ?? '';
  const space = rest === '' || /^[,:.]/.test(rest) ? '' : ' ';
  return { tone: 'plain', leadsToFailures: false, ...words, rest: space + rest };
}

function sayCreated(event: EventView): ReturnType<Say> {
  const model = text(event, 'defaultModel');
  const file = text(event, 'file') ?? 'the file';
  if (event.actor.kind !== 'script') return { lead: `${actorName(event)} uploaded`, rest: file };
  return {
    lead: 'A script made it',
    rest: model === null ? `from ${file}` : `and left the model to the default, ${model}`,
  };
}

function sayChecked(event: EventView, options: EventWordsOptions): ReturnType<Say> {
  const bad = count(event, 'badLines') ?? 0;
  const good = count(event, 'requests');
  const refusal = text(event, 'refused');
  if (refusal !== null) {
    const { title } = describeProblem({ code: refusal, param: null });
    return { lead: 'The file was refused.', rest: title, tone: 'failed' };
  }
  const found = good === null ? '' : `: ${lines(good, 'request', options)}`;
  return bad === 0
    ? { lead: 'The file was checked', rest: found }
    : { lead: 'The file was checked', rest: `${found}, ${lines(bad, 'bad line', options)}` };
}

const endings: Readonly<Record<string, string>> = {
  completed: 'ended',
  failed: 'was refused',
  expired: 'ran out of time',
  cancelled: 'was cancelled',
};

function sayJobEnded(event: EventView, options: EventWordsOptions): ReturnType<Say> {
  const { provider } = options;
  const status = text(event, 'status') ?? 'completed';
  const lead = `${part(event, options)} ${endings[status] ?? 'ended'}`;
  if (memberIsFalse(event, 'sent'))
    return { lead: `${part(event, options)} was not sent`, rest: `to ${provider}`, tone: 'failed' };
  return { lead, rest: `at ${provider}`, tone: status === 'completed' || status === 'cancelled' ? 'plain' : 'failed' };
}

function sayJobCollected(event: EventView, options: EventWordsOptions): ReturnType<Say> {
  return { lead: `${part(event, options)} is in`, ...sayOutcomes(event, options) };
}

function sayFinished(event: EventView, options: EventWordsOptions): ReturnType<Say> {
  return { lead: 'Finished', ...sayOutcomes(event, options) };
}

/** A part that waits for room is no trouble: it is in the nature of a limit. */
function sayHoldBegan(event: EventView): ReturnType<Say> {
  const rest = text(event, 'sentence') ?? '';
  if (text(event, 'kind') === 'token_limit') return { lead: 'It has to wait for room.', rest };
  return { lead: 'It had to wait.', rest, tone: 'attention' };
}

function sayPartCut(event: EventView, options: EventWordsOptions): ReturnType<Say> {
  const [first, last] = [count(event, 'first'), count(event, 'last')];
  const numbers = first === null || last === null ? '' : `, parts ${first} to ${last}`;
  const pieces = formatNumber(count(event, 'pieces') ?? 2, options.locale);
  const rest = `into ${pieces} smaller ones${numbers}, to fit into ${options.provider}’s token limit`;
  return { lead: `${part(event, options)} was cut`, rest };
}

/** `, all 12 succeeded` or `, 2 of 12 failed, 1 missing`. */
function sayOutcomes(event: EventView, { locale }: EventWordsOptions): Omit<EventWords, 'lead'> {
  const [succeeded, failed, missing] = [count(event, 'succeeded'), count(event, 'failed'), count(event, 'missing')];
  const total = (succeeded ?? 0) + (failed ?? 0) + (missing ?? 0);
  if (succeeded === null || total === 0) return { rest: '', tone: 'plain', leadsToFailures: false };
  const lost = [
    ...(failed ? [`${formatNumber(failed, locale)} of ${formatNumber(total, locale)} failed`] : []),
    ...(missing
      ? [`${formatNumber(missing, locale)}${failed ? '' : ` of ${formatNumber(total, locale)}`} missing`]
      : []),
  ];
  if (lost.length > 0) return { rest: `, ${lost.join(', ')}.`, tone: 'failed', leadsToFailures: true };
  return {
    rest: total === 1 ? ', it succeeded' : `, all ${formatNumber(total, locale)} succeeded`,
    tone: 'plain',
    leadsToFailures: false,
  };
}

function actorName(event: EventView): string {
  return event.actor.kind === 'user' ? 'You' : event.actor.kind === 'script' ? 'A script' : 'LangBatch';
}

function part(event: EventView, { hasParts }: EventWordsOptions): string {
  return hasParts ? `Part ${count(event, 'part') ?? 1}` : 'The job';
}

function providerName(event: EventView, { provider }: EventWordsOptions): string {
  return text(event, 'provider') ?? provider;
}

function requests(event: EventView, options: EventWordsOptions): string {
  return lines(count(event, 'requests'), 'request', options);
}

function attempt(event: EventView): string {
  const number = count(event, 'attempt');
  return number === null ? '' : `, attempt ${number}`;
}

function lines(amount: number | null, noun: string, { locale }: EventWordsOptions): string {
  return amount === null ? `${noun}s` : formatCount(amount, noun, locale);
}

function text(event: EventView, name: string): string | null {
  const value = event.data[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

function count(event: EventView, name: string): number | null {
  const value = event.data[name];
  return typeof value === 'number' ? value : null;
}

function memberIsFalse(event: EventView, name: string): boolean {
  return event.data[name] === false;
}
