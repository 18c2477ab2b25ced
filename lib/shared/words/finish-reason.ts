const words = new Map([
  ['stop', 'the answer was complete'],
  ['completed', 'the answer was complete'],
  // Together's.
  ['eos', 'the answer was complete'],
  ['length', 'it reached the longest answer allowed'],
  ['max_tokens', 'it reached the longest answer allowed'],
  ['max_output_tokens', 'it reached the longest answer allowed'],
  ['tool_calls', 'it asks for a tool'],
  ['function_call', 'it asks for a function'],
  ['content_filter', 'a content filter stopped it'],
  // Zhipu's.
  ['sensitive', 'a content filter stopped it'],
  ['incomplete', 'it stopped before its end'],
  ['failed', 'the provider stopped while answering'],
]);

const cutShort = new Set(['length', 'max_tokens', 'max_output_tokens']);

/** Why an answer ended, in plain words; null for a reason that has none, which is then shown as it is. */
export function finishReasonWords(reason: string): string | null {
  return words.get(reason) ?? null;
}

/** True where the answer would have gone on, had it been allowed to. */
export function isCutShort(reason: string): boolean {
  return cutShort.has(reason);
}
