import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { fetchJson } from '#components/live/fetch-json.ts';
import type { RetryScope } from '#lib/shared/contract/batch-inputs.ts';
import type { RequestPart, RequestQuery } from '#lib/shared/contract/batch-queries.ts';
import {
  causeSchema,
  pageSchema,
  requestDetailSchema,
  requestRowSchema,
  retryPreviewSchema,
} from '#lib/shared/contract/batch-view.ts';
import { batchKeys, searchString } from './queries.ts';

/* What the tabs of one batch read. All keys begin with the batch's own, so that its news makes them ask again. */

const causeListSchema = z.array(causeSchema);
const requestPageSchema = pageSchema(requestRowSchema);

export function batchPath(batchId: string, ...rest: readonly string[]): string {
  return ['/api/batches', batchId, ...rest]
    .map((part, index) => (index === 0 ? part : encodeURIComponent(part)))
    .join('/');
}

/** Where one request or answer is, whole. Without an attempt, the answer that counts. */
export function requestPartPath(batchId: string, line: number, part: RequestPart, attempt?: number): string {
  const query = attempt === undefined ? '' : `?${searchString({ attempt })}`;
  return `${batchPath(batchId, 'requests', String(line), part)}${query}`;
}

export function causesOptions(batchId: string) {
  return queryOptions({
    queryKey: [...batchKeys.detail(batchId), 'causes'],
    queryFn: ({ signal }) => fetchJson(batchPath(batchId, 'causes'), causeListSchema, signal),
  });
}

export function requestsOptions(batchId: string, query: RequestQuery) {
  return queryOptions({
    queryKey: [...batchKeys.detail(batchId), 'requests', query],
    queryFn: ({ signal }) =>
      fetchJson(`${batchPath(batchId, 'requests')}?${searchString({ ...query })}`, requestPageSchema, signal),
    placeholderData: keepPreviousData,
  });
}

export function requestOptions(batchId: string, line: number) {
  return queryOptions({
    queryKey: [...batchKeys.detail(batchId), 'request', line],
    queryFn: ({ signal }) => fetchJson(batchPath(batchId, 'requests', String(line)), requestDetailSchema, signal),
    placeholderData: keepPreviousData,
  });
}

/** Asked once for each opening of the dialog (`token`): what a person has read must not change under their eyes. */
export function retryPreviewOptions(batchId: string, scope: RetryScope, token: string) {
  const query = searchString({ scope: JSON.stringify(scope) });
  return queryOptions({
    queryKey: ['retry-preview', batchId, scope, token],
    queryFn: ({ signal }) => fetchJson(`${batchPath(batchId, 'retry-preview')}?${query}`, retryPreviewSchema, signal),
    staleTime: Infinity,
    gcTime: 0,
  });
}
