import type { AnswerInput } from './answer-input.ts';
import type { Dress } from './dress.ts';
import { cutToTokenLimit } from './limits.ts';
import { makeUpList, makeUpText } from './made-up-text.ts';

export interface AnswerText {
  /** Empty where the answer is empty or refused. */
  readonly text: string;
  /** What is said in the place of an answer; null for one that is given. */
  readonly refusal: string | null;
  readonly tokens: number;
  readonly isCut: boolean;
}

const refusal = 'I’m sorry, but I can’t help with that. (Made up by the sandbox.)';
const tokensOfRefusal = 15;

/** One in so many answers is a list. */
const listEvery = 6;

/**
 * The text of an answer to `texts`, in the form that its request asks for, cut at the first of the `limits`
 * that the request has.
 */
export function makeText(
  input: AnswerInput,
  texts: readonly string[],
  limits: readonly string[],
  dress: Dress = (text) => text,
): AnswerText {
  const { form, random, body } = input;
  if (form === 'refused') return { text: '', refusal, tokens: tokensOfRefusal, isCut: false };
  if (form === 'empty') return { text: '', refusal: null, tokens: 0, isCut: false };
  const isList = form === 'list' || (form === 'plain' && random.below(listEvery) === 0);
  const made = dress(isList ? makeUpList(texts, random) : makeUpText(texts, random));
  const whole = cutToTokenLimit(made, body, limits);
  if (form !== 'cut' || whole.isCut) return { ...whole, refusal: null };
  const tokens = Math.ceil(whole.tokens / 2);
  return { text: whole.text.slice(0, tokens * 4 - 1).toWellFormed(), refusal: null, tokens, isCut: true };
}
