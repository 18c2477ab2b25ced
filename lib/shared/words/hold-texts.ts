import type { Hold, HoldCode, HoldReason } from '#lib/shared/contract/hold.ts';
import { describeCallFault } from './call-fault-words.ts';
import { localFaultText, somethingWrong } from './local-fault-texts.ts';
import { fillProvider, notedProviderName } from './provider-name.ts';

/** How to write a time of day; null where the time is told elsewhere, or where it will have passed when it is read. */
export type FormatTime = ((isoTime: string) => string) | null;

/** For logs and scripts, which know of no reader's zone. */
export const formatUtc: FormatTime = (isoTime) => `${isoTime.slice(11, 16)} UTC`;

type FactsOf = { readonly [Code in HoldCode]: Extract<Hold, { code: Code }>['facts'] };
type Texts = { readonly [Code in HoldCode]: (facts: FactsOf[Code], formatTime: FormatTime) => string };

const nextTryFollows = 'The next try follows by itself; nothing is lost.';

const texts: Texts = {
  as_written: ({ text }) => text,
  key_refused: () => '{provider} refused the key. Enter a new one under Connections.',
  access_denied: () =>
    '{provider} says that this account may not do this. Ask whoever runs the account, or choose another connection. It is tried again from time to time.',
  out_of_credit: () => 'The account at {provider} has no credit left. Top it up there; the batch continues by itself.',
  rate_limited: () => '{provider}’s rate limit is reached. The next try follows by itself.',
  provider_refused: (facts) =>
    `{provider} ${facts.statusCode === 404 ? 'answered “not found” to' : 'refused'} a call about this job${ofStatus(facts)}. ` +
    'It is tried again by itself. If that does not help, you are asked what to do, or the job ends and its requests can be retried.',
  provider_trouble: (facts) => `{provider} has trouble${ofStatus(facts)}. ${nextTryFollows}`,
  provider_unreachable: () => `{provider} cannot be reached. ${nextTryFollows}`,
  provider_unreadable: () =>
    `{provider} answered with something that is not from its API, such as a web page or a part of a file. ${nextTryFollows} If this continues, check the connection’s address.`,
  cancel_refused: () =>
    '{provider} has not accepted the cancel yet, so the job is still running. It is asked again by itself.',
  job_in_doubt: ({ provider, part, listFault }) =>
    `Sending part ${part} failed in a way that leaves open whether {provider} made a job of it, and its list of jobs ` +
    (listFault === null ? 'does not show one. ' : `cannot be read: ${describeCallFault(listFault, provider)} `) +
    'It was not sent again, so that nothing is paid for twice.',
  job_unknown: ({ part, providerId }) =>
    `{provider} says that it does not know job ${providerId} of part ${part}. It may be gone, or the connection’s key or address may belong to another account or project now. ` +
    'Check that first. The job is looked for every quarter of an hour.',
  results_unknown: ({ part, providerId }) =>
    `{provider} says that it does not know job ${providerId} of part ${part}, so what that has answered cannot be fetched. It may be gone, or the connection’s key or address may belong to another account or project now. ` +
    'Check that first. The job is looked for every quarter of an hour.',
  job_unreachable: ({ part, providerId }) =>
    `{provider} has not answered about job ${providerId} of part ${part} for a day, or only with errors. Look there, and check the connection’s address and key. ` +
    'The job is looked for every quarter of an hour.',
  no_room: describeNoRoom,
  no_free_slot: () =>
    'Other work comes first: calls to {provider} that have not come back yet, or results that are being read. This part follows as soon as there is room for it.',
  step_failed: ({ fault }) => `${fault === null ? somethingWrong : localFaultText(fault)} ${nextTryFollows}`,
  step_crashes: ({ step, starts }) =>
    `The worker stopped ${starts} times in a row while it was at the step “${step}”, so the step is not started again by itself. ` +
    'Its log says more. Press Try now once the cause is gone.',
};

function ofStatus({ statusCode }: { readonly statusCode: number | null }): string {
  return statusCode === null ? '' : ` (HTTP ${statusCode})`;
}

function describeNoRoom({ limit, nextAt, isOnlyPart }: FactsOf['no_room'], formatTime: FormatTime): string {
  const room =
    limit === null
      ? '{provider} has no room for more enqueued tokens.'
      : `{provider} accepts ${limit.toLocaleString('en')} enqueued tokens at once.`;
  if (nextAt === null) return `${room} The parts before it go first.`;
  const next = formatTime === null ? 'The next try follows by itself' : `Next try at ${formatTime(nextAt)}`;
  return `${room} ${next}${isOnlyPart ? '' : ', or as soon as another part has ended'}.`;
}

const lookOrSend = 'Decide whether to look again, send its requests again or give it up.';
const lookOrGiveUp = 'Decide whether to look again or give it up.';

/** What a person decides about a job in doubt. */
const decisions: Partial<Record<HoldCode, string>> = {
  job_in_doubt: lookOrSend,
  job_unknown: lookOrSend,
  results_unknown: lookOrGiveUp,
  job_unreachable: lookOrGiveUp,
};

/** Why a batch or a job waits, what is being done about it and what a person can do. */
export function holdText(hold: HoldReason, formatTime: FormatTime = null): string {
  const situation = holdSituation(hold, formatTime);
  const decision = decisions[hold.code];
  return decision === undefined ? situation : `${situation} ${decision}`;
}

/** The same without what a person decides, to stand beside the buttons for that. */
export function holdSituation(hold: HoldReason, formatTime: FormatTime = null): string {
  const provider = 'provider' in hold.facts ? hold.facts.provider : null;
  return fillProvider(textOf(hold.code, hold.facts, formatTime), notedProviderName(provider));
}

function textOf<Code extends HoldCode>(code: Code, facts: FactsOf[Code], formatTime: FormatTime): string {
  return texts[code](facts, formatTime);
}

/** What the provider said itself, to stand beside the text, with its code; null where it said nothing. */
export function providerQuote({ facts }: HoldReason): string | null {
  if (!('providerMessage' in facts)) return null;
  const { providerMessage, providerCode } = facts;
  if (providerMessage === null) return providerCode;
  return providerCode === null ? providerMessage : `${providerMessage} (${providerCode})`;
}
