import { estimatePromptTokens } from '../request-text.ts';
import type { Answer, AnswerInput } from './answer-input.ts';
import { choiceCountOf } from './limits.ts';
import { makeText } from './make-text.ts';

/** A text completion: `n` choices for each prompt. */
export function answerCompletion(input: AnswerInput): Answer {
  const prompts = input.texts.length === 0 ? [''] : input.texts;
  const texts = prompts.flatMap((prompt) =>
    Array.from({ length: choiceCountOf(input.body) }, () => makeText(input, [prompt], ['max_tokens'])),
  );
  const inputTokens = estimatePromptTokens(input.texts);
  const outputTokens = texts.reduce((sum, text) => sum + text.tokens, 0);
  const body = {
    id: `cmpl-${input.random.base62(29)}`,
    object: 'text_completion',
    created: input.createdAtSeconds,
    model: input.model,
    choices: texts.map(({ text, isCut, refusal }, index) => ({
      text,
      index,
      logprobs: null,
      finish_reason: isCut ? 'length' : refusal === null ? 'stop' : 'content_filter',
    })),
    usage: {
      prompt_tokens: inputTokens,
      completion_tokens: outputTokens,
      total_tokens: inputTokens + outputTokens,
    },
  };
  return { body, inputTokens, outputTokens };
}
