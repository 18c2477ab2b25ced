import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { call } from '#app/_server/call.ts';
import { causesOptions, requestOptions, requestsOptions } from '#components/batches/batch-queries.ts';
import { BatchPage } from '#components/batches/detail/batch-page.tsx';
import { batchKeys } from '#components/batches/queries.ts';
import { toRequestQuery } from '#components/batches/requests/request-list-query.ts';
import { HydrateQueries } from '#components/layout/hydrate-queries.tsx';
import { findRequests } from '#lib/batch/reads/find-requests.ts';
import { getRequest } from '#lib/batch/reads/get-request.ts';
import { listCauses } from '#lib/batch/reads/list-causes.ts';
import { AppError } from '#lib/errors.ts';
import { batchActions } from '../batch-actions.ts';
import { loadBatch } from './load-batch.ts';
import { loadBatchState } from './search-params.ts';

interface BatchRouteProps {
  readonly params: Promise<{ readonly batchId: string }>;
  readonly searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ params }: BatchRouteProps): Promise<Metadata> {
  const batch = await loadBatch((await params).batchId);
  return { title: batch.name };
}

export default async function BatchRoute({ params, searchParams }: BatchRouteProps) {
  const { batchId } = await params;
  const batch = await loadBatch(batchId);
  const tabData = await readTab(batchId, await searchParams);
  return (
    <HydrateQueries queries={[[batchKeys.detail(batchId), batch], ...tabData]}>
      <BatchPage batchId={batchId} actions={batchActions} />
    </HydrateQueries>
  );
}

type Prefetched = readonly [readonly unknown[], unknown];

/** What the open tab shows at once. The browser asks for the others when they are opened. */
async function readTab(batchId: string, searchParams: SearchParams): Promise<readonly Prefetched[]> {
  const { tab, ...list } = loadBatchState(searchParams);
  if (tab !== 'failures' && tab !== 'requests') return [];
  const causes = [causesOptions(batchId).queryKey, await call(listCauses, { batchId })] as const;
  if (tab === 'failures') return [causes];
  const query = toRequestQuery(list);
  const [requests, open] = await Promise.all([
    call(findRequests, { batchId, ...query }),
    list.request === null ? [] : readOpenRequest(batchId, list.request),
  ]);
  return [causes, [requestsOptions(batchId, query).queryKey, requests], ...open];
}

/** The request of a shared link. One that is not there is left to the panel, which says so. */
async function readOpenRequest(batchId: string, line: number): Promise<readonly Prefetched[]> {
  try {
    return [[requestOptions(batchId, line).queryKey, await call(getRequest, { batchId, line })]];
  } catch (error) {
    if (AppError.is(error) && (error.code === 'not_found' || error.code === 'invalid_input')) return [];
    throw error;
  }
}
