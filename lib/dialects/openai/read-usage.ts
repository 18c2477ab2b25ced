import type { Usage } from '#lib/shared/contract/usage.ts';
import { memberOf } from '#lib/shared/reading/json-value.ts';

/** More than any model reads: such a number is none, and sums over a million lines stay exact. */
const maxTokens = 2 ** 31 - 1;

/** The tokens of an answer. Chat, completions and embeddings say `prompt_tokens`, responses `input_tokens`. */
export function readUsage(body: unknown): Usage {
  const usage = memberOf(body, 'usage');
  const input = memberOf(usage, 'prompt_tokens_details') ?? memberOf(usage, 'input_tokens_details');
  const output = memberOf(usage, 'completion_tokens_details') ?? memberOf(usage, 'output_tokens_details');
  return {
    inputTokens: tokenCount(memberOf(usage, 'prompt_tokens')) ?? tokenCount(memberOf(usage, 'input_tokens')),
    // DeepSeek's, then Moonshot's own places.
    cachedTokens:
      tokenCount(memberOf(input, 'cached_tokens')) ??
      tokenCount(memberOf(usage, 'prompt_cache_hit_tokens')) ??
      tokenCount(memberOf(usage, 'cached_tokens')),
    outputTokens: tokenCount(memberOf(usage, 'completion_tokens')) ?? tokenCount(memberOf(usage, 'output_tokens')),
    reasoningTokens: tokenCount(memberOf(output, 'reasoning_tokens')),
  };
}

function tokenCount(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= maxTokens ? value : null;
}
