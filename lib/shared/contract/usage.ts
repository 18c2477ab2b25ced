/** Tokens of one or more answers as the provider reported them; null where it reported none. */
export interface Usage {
  /** All of the prompt, cached ones too. */
  readonly inputTokens: number | null;
  /** Of the input: read from the provider's cache. */
  readonly cachedTokens: number | null;
  /** All that the model wrote, reasoning too. */
  readonly outputTokens: number | null;
  /** Of the output: spent on reasoning. */
  readonly reasoningTokens: number | null;
}

export const noUsage: Usage = { inputTokens: null, cachedTokens: null, outputTokens: null, reasoningTokens: null };

/** The sum; what neither reports stays null. */
export function addUsage(one: Usage, other: Usage): Usage {
  return {
    inputTokens: add(one.inputTokens, other.inputTokens),
    cachedTokens: add(one.cachedTokens, other.cachedTokens),
    outputTokens: add(one.outputTokens, other.outputTokens),
    reasoningTokens: add(one.reasoningTokens, other.reasoningTokens),
  };
}

function add(one: number | null, other: number | null): number | null {
  return one === null ? other : one + (other ?? 0);
}
