import type { JsonObject } from '#lib/jsonl/json-object.ts';
import { estimateTokens } from '../request-text.ts';

/** More answers than this for one request are not made, whatever `n` says. */
const maxChoices = 16;

/** How many answers a request asks for by `n`. */
export function choiceCountOf(body: JsonObject): number {
  const wanted = body['n'];
  return typeof wanted === 'number' && Number.isInteger(wanted) ? Math.min(Math.max(wanted, 1), maxChoices) : 1;
}

/** A text cut at the number of tokens that the request allows by one of `members`. */
export function cutToTokenLimit(
  text: string,
  body: JsonObject,
  members: readonly string[],
): { readonly text: string; readonly tokens: number; readonly isCut: boolean } {
  const limit = members.map((member) => body[member]).find((value) => typeof value === 'number' && value >= 1);
  const tokens = estimateTokens(text);
  if (typeof limit !== 'number' || tokens <= limit) return { text, tokens, isCut: false };
  const cut = text.slice(0, Math.floor(limit) * 4).toWellFormed();
  return { text: cut, tokens: estimateTokens(cut), isCut: true };
}
