import { setImmediate } from 'node:timers/promises';
import { collectPromptPieces } from './prompt-pieces.ts';

/** Prompt tokens of a request's body: never less than 1, the same for the same body, never throws. */
export type TokenCounter = (body: unknown) => Promise<number>;

/**
 * Counting takes time that grows with the square of an unbroken run: 500 equal characters 1 ms, 100,000 some
 * seconds.
 */
const longestPiece = 500;
/** So much of a piece's end is searched for a space: cut there, it counts as it does uncut. */
const spaceWithin = 100;
/** Nothing else of the process waits longer than this, and one piece. */
const sliceMs = 10;

/** Encodings by model, as OpenAI's tiktoken has them; all newer models, and those of others, take o200k. */
const cl100kModels = /^(?:ft:)?(?:gpt-3\.5|gpt-35|gpt-4(?![o.\d])|text-embedding-|davinci-002|babbage-002)/;

/** Special tokens in a text are text. */
const asText = { disallowedSpecial: new Set<string>() };

/** Loads the encoding of a model, some megabytes on first use. Null takes the newest encoding. */
export async function loadTokenCounter(model: string | null): Promise<TokenCounter> {
  const encoding =
    model !== null && cl100kModels.test(model)
      ? await import('gpt-tokenizer/encoding/cl100k_base')
      : await import('gpt-tokenizer/encoding/o200k_base');
  let sliceEnd = performance.now() + sliceMs;
  return async (body) => {
    const { texts, tokens } = collectPromptPieces(body);
    let counted = tokens;
    for (const text of texts) {
      for (const piece of cutText(text)) {
        counted += encoding.countTokens(piece, asText);
        if (performance.now() < sliceEnd) continue;
        await setImmediate();
        sliceEnd = performance.now() + sliceMs;
      }
    }
    return counted;
  };
}

/** Cuts a text before a space where there is one, else anywhere. Joined, the pieces are the text. */
export function* cutText(text: string): Generator<string> {
  let start = 0;
  while (text.length - start > longestPiece) {
    const end = start + longestPiece;
    const space = text.lastIndexOf(' ', end);
    const cut = space > end - spaceWithin ? space : end;
    yield text.slice(start, cut);
    start = cut;
  }
  if (start < text.length) yield text.slice(start);
}
