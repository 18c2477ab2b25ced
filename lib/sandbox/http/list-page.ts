import { type ApiFailure, assertInRange, invalidType } from './api-failure.ts';

export interface PageBounds {
  readonly defaultLimit: number;
  readonly maxLimit: number;
}

/** Reads `limit` from a query. Throws `ApiFailure` with OpenAI's text when it is no number or out of range. */
export function parseLimit(query: URLSearchParams, bounds: PageBounds): number {
  const text = query.get('limit');
  if (text === null) return bounds.defaultLimit;
  if (!/^-?\d+$/.test(text)) throw invalidType('limit', 'an integer', text);
  const limit = Number(text);
  assertInRange('limit', limit, 1, bounds.maxLimit);
  return limit;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly hasMore: boolean;
}

/** The items that follow the one with id `after`. Throws the failure `notFound` makes when there is no such item. */
export function pageAfter<Item extends { readonly id: string }>(
  items: readonly Item[],
  after: string | null,
  limit: number,
  notFound: (id: string) => ApiFailure,
): Page<Item> {
  let start = 0;
  if (after !== null) {
    const index = items.findIndex((item) => item.id === after);
    if (index < 0) throw notFound(after);
    start = index + 1;
  }
  return { items: items.slice(start, start + limit), hasMore: start + limit < items.length };
}

/** OpenAI's list envelope. */
export function convertToWireList(data: readonly { readonly id: string }[], hasMore: boolean): unknown {
  return { object: 'list', data, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null, has_more: hasMore };
}
