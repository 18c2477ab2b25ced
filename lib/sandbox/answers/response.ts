import { memberOf } from '#lib/shared/reading/json-value.ts';
import { estimatePromptTokens } from '../request-text.ts';
import type { Answer, AnswerInput } from './answer-input.ts';
import { dressFor } from './dress.ts';
import { makeText } from './make-text.ts';

/** A response of the Responses API with one message in it. */
export function answerResponse(input: AnswerInput): Answer {
  const dress = dressFor(memberOf(input.body['text'], 'format'), input.random);
  const { text, refusal, tokens: outputTokens, isCut } = makeText(input, input.texts, ['max_output_tokens'], dress);
  const inputTokens = estimatePromptTokens(input.texts);
  const status = isCut ? 'incomplete' : 'completed';
  const body = {
    id: `resp_${input.random.hex(48)}`,
    object: 'response',
    created_at: input.createdAtSeconds,
    status,
    background: false,
    error: null,
    incomplete_details: isCut ? { reason: 'max_output_tokens' } : null,
    instructions: input.body['instructions'] ?? null,
    max_output_tokens: input.body['max_output_tokens'] ?? null,
    model: input.model,
    output: [
      {
        id: `msg_${input.random.hex(48)}`,
        type: 'message',
        status,
        content: [
          refusal === null
            ? { type: 'output_text', annotations: [], logprobs: [], text }
            : { type: 'refusal', refusal },
        ],
        role: 'assistant',
      },
    ],
    parallel_tool_calls: true,
    previous_response_id: null,
    service_tier: 'default',
    temperature: input.body['temperature'] ?? 1,
    tool_choice: 'auto',
    tools: [],
    usage: {
      input_tokens: inputTokens,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: outputTokens,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: inputTokens + outputTokens,
    },
    metadata: {},
  };
  return { body, inputTokens, outputTokens };
}
