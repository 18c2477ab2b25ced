import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { fetchJson } from '#components/live/fetch-json.ts';
import { rowNamesSchema, tableRowsSchema, tableViewSchema } from '#lib/shared/contract/table.ts';
import { batchKeys, searchString } from '../queries.ts';

function tablePath(batchId: string, end = ''): string {
  return `/api/batches/${encodeURIComponent(batchId)}/table${end}`;
}

interface OfTable {
  readonly batchId: string;
  /** Of the reading: another one has other rows. */
  readonly revision: string;
}

/** A table that is being read is asked for again as it comes: `stage` changes then. */
export function tableOptions({ batchId, revision }: OfTable, stage: string) {
  return queryOptions({
    queryKey: [...batchKeys.detail(batchId), 'table', revision, stage],
    queryFn: ({ signal }) => fetchJson(tablePath(batchId), tableViewSchema, signal),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
}

/** Rows from a place counted from 0, or from the row with a number of the sheet. */
export function tableRowsOptions(
  { batchId, revision }: OfTable,
  place: { readonly start: number; readonly count: number } | { readonly row: number; readonly count: number },
) {
  return queryOptions({
    queryKey: ['tables', batchId, revision, 'rows', place],
    queryFn: ({ signal }) =>
      fetchJson(`${tablePath(batchId, '/rows')}?${searchString({ ...place })}`, tableRowsSchema, signal),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
}

/** Whether a column can name the rows. */
export function rowNamesOptions({ batchId, revision }: OfTable, column: string) {
  return queryOptions({
    queryKey: ['tables', batchId, revision, 'names', column],
    queryFn: ({ signal }) =>
      fetchJson(`${tablePath(batchId, '/names')}?${searchString({ column })}`, rowNamesSchema, signal),
    staleTime: Infinity,
  });
}

/** What a connection offers; null where it does not say. */
export function modelsOptions(connectionId: string) {
  return queryOptions({
    queryKey: ['connections', connectionId, 'models'],
    queryFn: ({ signal }) =>
      fetchJson(`/api/connections/${encodeURIComponent(connectionId)}/models`, z.nullable(z.array(z.string())), signal),
    staleTime: 5 * 60_000,
    retry: false,
  });
}
