'use client';

import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import { useQueryStates } from 'nuqs';
import type { Page, RequestRow } from '#lib/shared/contract/batch-view.ts';
import { requestsOptions } from '../batch-queries.ts';
import { type RequestListState, requestListParsers, requestsPerPage, toRequestQuery } from './request-list-query.ts';

type Filters = Partial<Omit<RequestListState, 'after' | 'request'>>;

export interface RequestList {
  readonly state: RequestListState;
  readonly query: UseQueryResult<Page<RequestRow>>;
  readonly rows: readonly RequestRow[];
  /** Another filter begins at its first page and closes the panel. */
  readonly setFilters: (filters: Filters) => void;
  readonly clearFilters: () => void;
  readonly showNextPage: () => void;
  readonly showPreviousPage: () => void;
  readonly openRequest: (line: number) => void;
  readonly closeRequest: () => void;
  /** How many requests lie before this page. */
  readonly before: number;
  /** Steps to the neighbour of the open request in this list, over the edges of its page; null where there is none. */
  readonly openNext: (() => void) | null;
  readonly openPrevious: (() => void) | null;
}

/** The list of a batch's requests: filters, pages and the open request stand in the address. */
export function useRequestList(batchId: string): RequestList {
  const queryClient = useQueryClient();
  const [state, setState] = useQueryStates(requestListParsers, { history: 'push' });
  const query = useQuery(requestsOptions(batchId, toRequestQuery(state)));
  const rows = query.data?.items ?? [];
  const openIndex = rows.findIndex((row) => row.line === state.request);

  const walkTo = (line: number) => void setState({ request: line }, { history: 'replace' });
  const walkToPage = async (
    after: readonly string[],
    pick: (rows: readonly RequestRow[]) => RequestRow | undefined,
  ) => {
    const page = await queryClient.fetchQuery(requestsOptions(batchId, toRequestQuery({ ...state, after })));
    await setState({ after: [...after], request: pick(page.items)?.line ?? null }, { history: 'replace' });
  };
  const next = query.data?.next ?? null;
  const nextPage = next === null ? null : [...state.after, next];
  const previousPage = state.after.length === 0 ? null : state.after.slice(0, -1);

  return {
    state,
    query,
    rows,
    setFilters: (filters) => {
      // While somebody types on, Back leads to where the search began.
      const isTyping = filters.id !== undefined && state.id !== '';
      void setState({ ...copyOf(filters), after: [], request: null }, { history: isTyping ? 'replace' : 'push' });
    },
    clearFilters: () => void setState(null),
    showNextPage: () => void (nextPage !== null && setState({ after: nextPage, request: null })),
    showPreviousPage: () => void (previousPage !== null && setState({ after: previousPage, request: null })),
    openRequest: (line) => void setState({ request: line }, { history: state.request === null ? 'push' : 'replace' }),
    closeRequest: () => {
      if (isBackToSameList()) window.history.back();
      else void setState({ request: null }, { history: 'replace' });
    },
    before: state.after.length * requestsPerPage,
    openNext: stepOf(openIndex < 0 ? undefined : rows[openIndex + 1], openIndex === rows.length - 1 ? nextPage : null, {
      walkTo,
      walkToPage: (after) => walkToPage(after, (items) => items[0]),
    }),
    openPrevious: stepOf(openIndex < 0 ? undefined : rows[openIndex - 1], openIndex === 0 ? previousPage : null, {
      walkTo,
      walkToPage: (after) => walkToPage(after, (items) => items.at(-1)),
    }),
  };
}

/**
 * The page before this one is the same list with the panel closed: going back there leaves no step that does
 * nothing.
 */
function isBackToSameList(): boolean {
  if (!('navigation' in window)) return false;
  const { currentEntry } = window.navigation;
  const before = window.navigation.entries()[(currentEntry?.index ?? 0) - 1]?.url;
  const closed = new URL(window.location.href);
  closed.searchParams.delete('request');
  return before != null && sameAddress(new URL(before), closed);
}

function sameAddress(one: URL, other: URL): boolean {
  one.searchParams.sort();
  other.searchParams.sort();
  return one.pathname === other.pathname && one.search === other.search;
}

function copyOf({ ids, ...filters }: Filters): Omit<Filters, 'ids'> & { ids?: string[] } {
  return ids === undefined ? filters : { ...filters, ids: [...ids] };
}

function stepOf(
  neighbour: RequestRow | undefined,
  page: readonly string[] | null,
  walk: { readonly walkTo: (line: number) => void; readonly walkToPage: (after: readonly string[]) => Promise<void> },
): (() => void) | null {
  if (neighbour !== undefined) return () => walk.walkTo(neighbour.line);
  return page === null ? null : () => void walk.walkToPage(page);
}
