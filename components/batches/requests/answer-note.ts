import type { AnswerEnd } from '#lib/shared/contract/answer-end.ts';
import type { AnswerText } from '#lib/shared/reading/answer-text.ts';
import { isCutShort } from '#lib/shared/words/finish-reason.ts';
import { atSentenceStart } from '#lib/shared/words/provider-name.ts';

/** What a person should know before reading an answer that counts as one; null for a whole one. */
export function answerNote(answer: AnswerText, provider: string, ended: AnswerEnd | null = null): string | null {
  const hasText = answer.parts.some((part) => part.kind !== 'aside' && part.text.trim() !== '');
  const { finishReason } = answer;
  if (ended === 'cut_off' || (finishReason !== null && isCutShort(finishReason))) {
    return hasText
      ? 'Cut short: it reached the longest answer allowed.'
      : 'It reached the longest answer allowed before it wrote any text.';
  }
  if (finishReason === 'content_filter' || finishReason === 'sensitive') {
    const filter = `${atSentenceStart(provider)}’s content filter`;
    return hasText ? `${filter} cut the answer short.` : `${filter} stopped the answer; there is no text.`;
  }
  if (ended === 'refused' || answer.parts.some((part) => part.label === 'Refusal'))
    return 'The model refused to answer.';
  const isEmpty = ended === 'empty' || (ended === null && !hasText && finishReason !== null);
  return isEmpty ? 'The answer is empty: the model wrote no text.' : null;
}
