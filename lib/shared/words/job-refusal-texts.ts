import type { JobRefusal } from '#lib/shared/contract/job-refusal.ts';
import { describeCallFault } from './call-fault-words.ts';
import { atSentenceStart, notedProviderName } from './provider-name.ts';

const shortenIt = 'Shorten it, or ask for a higher limit there.';

/** Why a part could not be sent, and what to do. */
export function jobRefusalText({ code, facts }: JobRefusal): string {
  const provider = notedProviderName(facts.provider);
  switch (code) {
    case 'call_refused':
      return describeCallFault(facts.fault, facts.provider);
    case 'over_token_limit':
      return `This request alone has about ${number(facts.tokens)} prompt tokens, and ${provider} accepts ${number(facts.limit)} at once. ${shortenIt}`;
    case 'never_room':
      return `${atSentenceStart(provider)} has had no room for this request of about ${number(facts.tokens)} prompt tokens for two days, although nothing else of the batch was running there. ${shortenIt}`;
  }
}

function number(count: number): string {
  return count.toLocaleString('en');
}
