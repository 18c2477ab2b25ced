import {
  type inferParserType,
  parseAsArrayOf,
  parseAsInteger,
  parseAsNativeArrayOf,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server';
import { notableEnds } from '#lib/shared/contract/answer-end.ts';
import type { RequestQuery } from '#lib/shared/contract/batch-queries.ts';
import type { RequestFilter } from '#lib/shared/contract/request-filter.ts';
import { shownOutcomes } from '#lib/shared/contract/status.ts';

/** The tab's state in the address, parsed alike by server and browser. */
export const requestListParsers = {
  id: parseAsString.withDefault(''),
  /** A pasted list; repeated rather than joined, as ids may hold commas. */
  ids: parseAsNativeArrayOf(parseAsString).withDefault([]),
  outcome: parseAsStringLiteral(shownOutcomes),
  /** Succeeded, but not with a whole answer. */
  ended: parseAsStringLiteral(notableEnds),
  cause: parseAsString,
  /** The keys of all pages up to this one, so that Previous finds its way back. */
  after: parseAsArrayOf(parseAsString).withDefault([]),
  /** The line of the open request. */
  request: parseAsInteger,
};

type Parsed = inferParserType<typeof requestListParsers>;
export type RequestListState = { readonly [Name in keyof Parsed]: Readonly<Parsed[Name]> };

export const requestsPerPage = 50;

export function toRequestQuery(state: RequestListState): RequestQuery {
  return { ...toRequestFilter(state), after: state.after.at(-1), limit: requestsPerPage };
}

export function toRequestFilter({ id, ids, outcome, ended, cause }: RequestListState): RequestFilter {
  return {
    outcome: outcome ?? undefined,
    ended: ended ?? undefined,
    causeId: cause ?? undefined,
    customId: ids.length > 0 || id === '' ? undefined : id,
    customIds: ids.length > 0 ? ids : undefined,
  };
}

/** As many as a pasted list has at most. */
const mostIds = 200;

/** The same search without outcome and cause. */
export function toUnfilteredQuery(state: RequestListState): RequestQuery {
  return { ...toRequestFilter({ ...state, ...noNarrowing }), limit: mostIds };
}

/** Outcome and cause narrow down what is searched for. */
export function isNarrowed({ outcome, ended, cause }: RequestListState): boolean {
  return outcome !== null || ended !== null || cause !== null;
}

export function isSearched({ id, ids }: RequestListState): boolean {
  return id !== '' || ids.length > 0;
}

export const noNarrowing = { outcome: null, ended: null, cause: null } as const;

export function isFiltered(state: RequestListState): boolean {
  return isSearched(state) || isNarrowed(state);
}

export const noFilters = { id: '', ids: [], ...noNarrowing, after: [] } as const;
