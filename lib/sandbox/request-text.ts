import { isJsonObject, type JsonObject } from '#lib/jsonl/json-object.ts';

/** Deeper than any endpoint nests its text; a bound against bodies that are nothing but brackets. */
const maxDepth = 6;

/** The members that hold what a person or program wrote: chat, responses, embeddings, completions, moderations. */
const textMembers = ['instructions', 'messages', 'input', 'prompt'] as const;

/** Every text of a request in its order: message contents, inputs and prompts, also those inside content parts. */
export function collectRequestTexts(body: JsonObject): string[] {
  const texts: string[] = [];
  for (const member of textMembers) collect(body[member], texts, maxDepth);
  return texts;
}

function collect(value: unknown, texts: string[], depth: number): void {
  if (typeof value === 'string') texts.push(value);
  else if (depth === 0) return;
  else if (Array.isArray(value)) for (const item of value) collect(item, texts, depth - 1);
  else if (isJsonObject(value)) {
    collect(value['content'], texts, depth - 1);
    collect(value['text'], texts, depth - 1);
  }
}

/** About how many tokens a text has: four characters each, as OpenAI's rule of thumb for English says. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

/** About how many prompt tokens a request is charged for: its texts and a few for the frame of each. */
export function estimatePromptTokens(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + estimateTokens(text) + 3, 3);
}
