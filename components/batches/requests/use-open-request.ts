'use client';

import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { RequestDetail } from '#lib/shared/contract/batch-view.ts';
import { requestOptions } from '../batch-queries.ts';
import type { RequestList } from './use-request-list.ts';

/** The open request, and the ways to its neighbours. */
export interface OpenRequest {
  readonly query: UseQueryResult<RequestDetail>;
  /** Of this request, or of the one before while this one is loaded. */
  readonly detail: RequestDetail | undefined;
  /** Null where there is none. */
  readonly openNext: (() => void) | null;
  readonly openPrevious: (() => void) | null;
}

/** Steps lead through the list as it is filtered; from a request outside of it to its neighbours in the file. */
export function useOpenRequest(batchId: string, list: RequestList): OpenRequest {
  const line = list.state.request;
  const query = useQuery({ ...requestOptions(batchId, line ?? 0), enabled: line !== null });
  const detail = query.data?.row.line === line || query.isPlaceholderData ? query.data : undefined;
  const isListed = list.rows.some((row) => row.line === line);
  const near = query.data?.row.line === line ? query.data : undefined;
  const to = (neighbour: number | null | undefined) => (neighbour == null ? null : () => list.openRequest(neighbour));
  return {
    query,
    detail,
    openNext: isListed ? list.openNext : to(near?.nextLine),
    openPrevious: isListed ? list.openPrevious : to(near?.previousLine),
  };
}
