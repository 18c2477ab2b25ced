import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { fetchJson } from '#components/live/fetch-json.ts';
import type { BatchListQuery } from '#lib/shared/contract/batch-queries.ts';
import { batchListPageSchema, batchViewSchema } from '#lib/shared/contract/batch-view.ts';

/** Keys of everything about batches: whatever changes one invalidates `all`, or what begins with its `detail`. */
export const batchKeys = {
  all: ['batches'] as const,
  lists: ['batches', 'list'] as const,
  list: (query: BatchListQuery) => ['batches', 'list', query] as const,
  detail: (batchId: string) => ['batches', 'detail', batchId] as const,
};

export function batchListOptions(query: BatchListQuery) {
  return queryOptions({
    queryKey: batchKeys.list(query),
    queryFn: ({ signal }) => fetchJson(`/api/batches?${searchString({ ...query })}`, batchListPageSchema, signal),
    placeholderData: keepPreviousData,
  });
}

export function batchOptions(batchId: string) {
  return queryOptions({
    queryKey: batchKeys.detail(batchId),
    queryFn: ({ signal }) => fetchJson(`/api/batches/${encodeURIComponent(batchId)}`, batchViewSchema, signal),
  });
}

/** `status=failed&limit=25`; what is undefined or empty is left out, a list is repeated. */
export function searchString(
  values: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>,
): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === '') continue;
    for (const single of Array.isArray(value) ? value : [value]) parameters.append(name, String(single));
  }
  return parameters.toString();
}
