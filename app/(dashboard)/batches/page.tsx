import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { call } from '#app/_server/call.ts';
import { BatchList } from '#components/batches/list/batch-list.tsx';
import { toListQuery } from '#components/batches/list/list-query.ts';
import { batchKeys } from '#components/batches/queries.ts';
import { connectionKeys } from '#components/connections/queries.ts';
import { HydrateQueries } from '#components/layout/hydrate-queries.tsx';
import { listBatches } from '#lib/batch/reads/list-batches.ts';
import { summarizeBatches } from '#lib/batch/reads/summarize-batches.ts';
import { listConnections } from '#lib/connections/list-connections.ts';
import { createSampleBatchAction } from './actions.ts';
import { loadListState } from './search-params.ts';

export const metadata: Metadata = { title: 'Batches' };

interface BatchesPageProps {
  readonly searchParams: Promise<SearchParams>;
}

export default async function BatchesPage({ searchParams }: BatchesPageProps) {
  const query = toListQuery(await loadListState(searchParams));
  const [page, summary, connections] = await Promise.all([
    call(listBatches, query),
    call(summarizeBatches),
    call(listConnections),
  ]);
  return (
    <HydrateQueries
      queries={[
        [batchKeys.list(query), { ...page, summary }],
        [connectionKeys.all, connections],
      ]}
    >
      <BatchList createSample={createSampleBatchAction} />
    </HydrateQueries>
  );
}
