'use client';

import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useQueryStates } from 'nuqs';
import { connectionListOptions } from '#components/connections/queries.ts';
import { Pager } from '#components/data-table/pager.tsx';
import type { Shortcut } from '#components/layout/shortcut.ts';
import { useShortcutList } from '#components/layout/shortcuts.tsx';
import type { LiveState } from '#components/live/follow-events.ts';
import { LiveIndicator } from '#components/live/live-indicator.tsx';
import { pollIntervalMs, useLiveEvents } from '#components/live/use-live-events.ts';
import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { SectionError } from '#components/ui/error-state.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import type { BatchListPage } from '#lib/shared/contract/batch-view.ts';
import { batchKeys, batchListOptions } from '../queries.ts';
import type { CreateSample } from '../sample-button.tsx';
import { BatchFilters } from './batch-filters.tsx';
import { BatchListHead } from './batch-list-head.tsx';
import { BatchSummaryBar, BatchSummarySkeleton } from './batch-summary.tsx';
import { BatchTable, BatchTableSkeleton } from './batch-table.tsx';
import { BatchesEmpty } from './batches-empty.tsx';
import { isFiltered, listParsers, type ListState, rowsPerPage, toListQuery } from './list-query.ts';

const shortcuts: readonly Shortcut[] = [{ keys: ['/'], text: 'Search batches' }];

/** The list of batches: follows by events, by asking while they don't come. */
export function BatchList({ createSample }: { readonly createSample: CreateSample }) {
  const [state, setState] = useQueryStates(listParsers, { history: 'push' });
  const { query, live } = useBatchList(state);
  useShortcutList(shortcuts);
  const page = query.data;
  const isEmpty = page?.items.length === 0 && !isFiltered(state) && state.after.length === 0;
  if (isEmpty) {
    return (
      <>
        <BatchListHead hasNewBatch={false} />
        <BatchesEmpty createSample={createSample} />
      </>
    );
  }
  return (
    <>
      <BatchListHead />
      <Summary query={query} />
      <Filters state={state} onChange={(changed) => setState({ ...changed, after: [] })} page={page} live={live} />
      {query.isError && (
        <SectionError
          title={page === undefined ? 'The batches could not be loaded.' : 'The list may be out of date.'}
          onRetry={() => void query.refetch()}
          isRetrying={query.isFetching}
          className="my-3"
        >
          {query.error.message}
        </SectionError>
      )}
      {page === undefined ? (
        !query.isError && <BatchTableSkeleton />
      ) : (
        <Rows page={page} state={state} onChange={setState} isBusy={query.isPlaceholderData} />
      )}
    </>
  );
}

function useBatchList(state: ListState) {
  const queryClient = useQueryClient();
  const live = useLiveEvents({
    scope: 'list',
    onChange: () => void queryClient.invalidateQueries({ queryKey: batchKeys.lists }),
  });
  const query = useQuery({
    ...batchListOptions(toListQuery(state)),
    refetchInterval: live === 'polling' ? pollIntervalMs : false,
  });
  return { query, live };
}

function Summary({ query }: { readonly query: UseQueryResult<BatchListPage> }) {
  if (query.data !== undefined) return <BatchSummaryBar summary={query.data.summary} />;
  return query.isError ? <div className="mt-7" /> : <BatchSummarySkeleton />;
}

interface FiltersProps {
  readonly state: ListState;
  readonly onChange: (changed: Partial<ListState>) => void;
  readonly page: BatchListPage | undefined;
  readonly live: LiveState;
}

function Filters({ state, onChange, page, live }: FiltersProps) {
  const format = useFormat();
  const connections = useQuery(connectionListOptions());
  return (
    <BatchFilters filters={state} onChange={onChange} connections={connections.data ?? []}>
      <LiveIndicator state={live} />
      {page !== undefined && page.total !== null && (
        <span className="text-sm text-ink-3">{format.count(page.total, 'batch', 'batches')}</span>
      )}
    </BatchFilters>
  );
}

interface RowsProps {
  readonly page: BatchListPage;
  readonly state: ListState;
  readonly onChange: (changed: Partial<ListState> | null) => void;
  readonly isBusy: boolean;
}

function Rows({ page, state, onChange, isBusy }: RowsProps) {
  if (page.items.length === 0) {
    return (
      <EmptyState action={<Button onClick={() => onChange(null)}>Clear filters</Button>}>
        {isFiltered(state) ? 'No batch matches this search.' : 'There are no batches on this page any more.'}
      </EmptyState>
    );
  }
  return (
    <>
      <BatchTable batches={page.items} isBusy={isBusy} />
      <Pager
        before={state.after.length * rowsPerPage}
        shown={page.items.length}
        total={page.total}
        hasNext={page.next !== null}
        previousLabel="Newer"
        nextLabel="Older"
        onPrevious={() => onChange({ after: state.after.slice(0, -1) })}
        onNext={() => page.next !== null && onChange({ after: [...state.after, page.next] })}
      />
    </>
  );
}
