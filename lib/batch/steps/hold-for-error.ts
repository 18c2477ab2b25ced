import type { ProviderError } from '#lib/providers/provider-error.ts';
import type { CallFault } from '#lib/shared/contract/call-fault.ts';
import type { HoldReason } from '#lib/shared/contract/hold.ts';
import { shortenText } from '#lib/shared/words/shorten-text.ts';

/** A person has to do something about these; until then a look now and then shows whether it was done elsewhere. */
const rareLookMs = 15 * 60_000;

const maxMessageLength = 500;
const maxCodeLength = 200;

interface HeldUp {
  readonly reason: HoldReason;
  /** How long to wait before the next try; null leaves it to the back-off. */
  readonly waitMs: number | null;
}

/** Why a failed call that may be repeated holds things up. */
export function holdForError(error: ProviderError, provider: string): HeldUp {
  const facts = whatProviderSaid(error, provider);
  switch (error.kind) {
    case 'key_refused':
      return { reason: { kind: 'key_refused', code: 'key_refused', facts }, waitMs: rareLookMs };
    case 'not_allowed':
      return { reason: { kind: 'refused', code: 'access_denied', facts }, waitMs: rareLookMs };
    case 'quota':
      return { reason: { kind: 'spending_limit', code: 'out_of_credit', facts }, waitMs: rareLookMs };
    case 'rate_limited':
      return { reason: { kind: 'rate_limit', code: 'rate_limited', facts }, waitMs: null };
    case 'rejected':
    case 'not_found':
      return { reason: { kind: 'refused', code: 'provider_refused', facts }, waitMs: null };
    case 'unavailable': {
      const code = error.statusCode === null ? 'provider_unreachable' : 'provider_trouble';
      return { reason: { kind: 'provider_down', code, facts }, waitMs: null };
    }
    case 'unreadable':
      return { reason: { kind: 'provider_down', code: 'provider_unreadable', facts }, waitMs: null };
  }
}

/** What a record keeps of a call that failed: a provider's message may be of any length. */
export function faultToKeep({ fault }: ProviderError): CallFault {
  const { providerCode, providerMessage } = fault;
  return {
    ...fault,
    providerCode: providerCode?.slice(0, maxCodeLength) ?? null,
    providerMessage: providerMessage === null ? null : shortenText(providerMessage, maxMessageLength),
  };
}

/** Of that, what stands beside a hold that says itself what happened. */
export function whatProviderSaid(error: ProviderError, provider: string) {
  const { statusCode, providerCode, providerMessage } = faultToKeep(error);
  return { provider, statusCode, providerCode, providerMessage };
}
