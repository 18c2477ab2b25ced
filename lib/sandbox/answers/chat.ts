import { estimatePromptTokens } from '../request-text.ts';
import type { Answer, AnswerInput } from './answer-input.ts';
import { dressFor } from './dress.ts';
import { choiceCountOf } from './limits.ts';
import { makeText } from './make-text.ts';

/** A chat completion, with the members that OpenAI's recorded ones have (2025). */
export function answerChat(input: AnswerInput): Answer {
  const dress = dressFor(input.body['response_format'], input.random);
  const contents = Array.from({ length: choiceCountOf(input.body) }, () =>
    makeText(input, input.texts, ['max_completion_tokens', 'max_tokens'], dress),
  );
  const inputTokens = estimatePromptTokens(input.texts);
  const outputTokens = contents.reduce((sum, content) => sum + content.tokens, 0);
  const body = {
    id: `chatcmpl-${input.random.base62(29)}`,
    object: 'chat.completion',
    created: input.createdAtSeconds,
    model: input.model,
    choices: contents.map((content, index) => ({
      index,
      message: {
        role: 'assistant',
        content: content.refusal === null ? content.text : null,
        refusal: content.refusal,
        annotations: [],
      },
      logprobs: null,
      finish_reason: content.isCut ? 'length' : 'stop',
    })),
    usage: {
      prompt_tokens: inputTokens,
      completion_tokens: outputTokens,
      total_tokens: inputTokens + outputTokens,
      prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
      completion_tokens_details: {
        reasoning_tokens: 0,
        audio_tokens: 0,
        accepted_prediction_tokens: 0,
        rejected_prediction_tokens: 0,
      },
    },
    service_tier: 'default',
    system_fingerprint: null,
  };
  return { body, inputTokens, outputTokens };
}
