import { type Failure, findFailure } from '#lib/shared/failures/find-failure.ts';
import type { FailureId, RetryHelp } from '#lib/shared/failures/known-failures.ts';
import { failureTexts } from './failure-texts.ts';
import { fillProvider } from './provider-name.ts';

/** A failure in words. */
export interface FailureExplanation {
  /** An anchor on the page "What errors mean". */
  readonly id: FailureId;
  readonly title: string;
  readonly explanation: string;
  readonly fix: string;
  readonly willRetryHelp: RetryHelp;
  /** Why a retry helps or does not. */
  readonly why: string;
}

/** Whose failure is told, and of how many requests. */
export interface FailureContext {
  /** See `providerName`. */
  readonly provider: string;
  /** How many requests failed so; one by default. */
  readonly count?: number;
}

/**
 * Puts a failure into words. `message` is the provider's own and only makes the words more exact. Never throws: an
 * unknown error gets words that say so. Whether a retry helps is what `isCurable` says.
 */
export function explainFailure(
  failure: Failure & { readonly message: string | null },
  context: FailureContext,
): FailureExplanation {
  const { id, willRetryHelp } = findFailure(failure);
  // A message is a reason: "neither an answer nor a reason" would be untrue.
  if (id === 'no_answer' && failure.message !== null) {
    return { ...failureWords('unknown', context), willRetryHelp: 'maybe', id: 'unknown' };
  }
  return { ...failureWords(id, context), ...explainLimit(id, failure.message), willRetryHelp, id };
}

/** The texts of a known failure with the provider's name put in, in the singular or the plural. */
export function failureWords(id: FailureId, { provider, count = 1 }: FailureContext) {
  const { title, explanation, fix, why } = failureTexts[id];
  const fill = (text: string): string => fillProvider(inNumber(text, count), provider);
  return { title: fill(title), explanation: fill(explanation), fix: fill(fix), why: fill(why) };
}

/** `{this request|these requests}`: the first for one, the second for more. */
function inNumber(text: string, count: number): string {
  return text.replace(/\{([^{}|]*)\|([^{}|]*)\}/g, (_, one: string, many: string) => (count === 1 ? one : many));
}

const limitMessage =
  /'(?<name>[^']{1,60})': (?:integer|decimal) (?:below minimum|above maximum) value\..*?value (?<sign>[<>])=? ?(?<limit>-?[\d.]+), but got (?<got>-?[\d.]+)/;

/** "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got 10 instead." */
function explainLimit(id: FailureId, message: string | null): Partial<FailureExplanation> {
  if (message === null || !/_(min|max)_value$/.test(id)) return {};
  const { name, sign, limit, got } = limitMessage.exec(message)?.groups ?? {};
  if (name === undefined || limit === undefined || got === undefined) return {};
  const bound = sign === '>' ? 'smallest' : 'largest';
  return {
    explanation: `${name} is ${got}; the ${bound} value accepted is ${limit}.`,
    fix: `Set ${name} to ${limit} or ${sign === '>' ? 'more' : 'less'}.`,
  };
}
