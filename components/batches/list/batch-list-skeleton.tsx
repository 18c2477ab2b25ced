'use client';

import { LoadingAnnouncement } from '#components/ui/skeleton.tsx';
import { BatchFilters } from './batch-filters.tsx';
import { BatchListHead } from './batch-list-head.tsx';
import { BatchSummarySkeleton } from './batch-summary.tsx';
import { BatchTableSkeleton } from './batch-table.tsx';

const noFilters = { search: '', status: null, connection: null, mine: false };

/** The list while it loads: known words are there, only values are bars. */
export function BatchListSkeleton() {
  return (
    <>
      <LoadingAnnouncement>Loading batches</LoadingAnnouncement>
      <BatchListHead />
      <BatchSummarySkeleton />
      <BatchFilters filters={noFilters} onChange={() => undefined} connections={[]} />
      <BatchTableSkeleton />
    </>
  );
}
