import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { fetchJson } from '#components/live/fetch-json.ts';
import type { RetryScope } from '#lib/shared/contract/batch-inputs.ts';
import type { RequestPart, RequestQuery } from '#lib/shared/contract/batch-queries.ts';
import type { Cause, Page, RequestDetail, RequestRow, RetryPreview } from '#lib/shared/contract/batch-view.ts';
import { batchKeys, searchString } from './queries.ts';

/* What the tabs of one batch read. All keys begin with the batch's own, so that its news makes them ask again. */

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
    queryFn: ({ signal }) => fetchJson<readonly Cause[]>(batchPath(batchId, 'causes'), signal),
  });
}

export function requestsOptions(batchId: string, query: RequestQuery) {
  return queryOptions({
    queryKey: [...batchKeys.detail(batchId), 'requests', query],
    queryFn: ({ signal }) =>
      fetchJson<Page<RequestRow>>(`${batchPath(batchId, 'requests')}?${searchString({ ...query })}`, signal),
    placeholderData: keepPreviousData,
  });
}

export function requestOptions(batchId: string, line: number) {
  return queryOptions({
    queryKey: [...batchKeys.detail(batchId), 'request', line],
    queryFn: ({ signal }) => fetchJson<RequestDetail>(batchPath(batchId, 'requests', String(line)), signal),
    placeholderData: keepPreviousData,
  });
}

/** Asked once for each opening of the dialog (`token`): what a person has read must not change under their eyes. */
export function retryPreviewOptions(batchId: string, scope: RetryScope, token: string) {
  const query = searchString({ scope: JSON.stringify(scope) });
  return queryOptions({
    queryKey: ['retry-preview', batchId, scope, token],
    queryFn: ({ signal }) => fetchJson<RetryPreview>(`${batchPath(batchId, 'retry-preview')}?${query}`, signal),
    staleTime: Infinity,
    gcTime: 0,
  });
}
