'use client';

import { useQuery } from '@tanstack/react-query';
import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import type { BatchView } from '#lib/shared/contract/batch-view.ts';
import { requestsOptions } from '../batch-queries.ts';
import { type RequestListState, isNarrowed, isSearched, noNarrowing, toUnfilteredQuery } from './request-list-query.ts';
import type { RequestList } from './use-request-list.ts';

interface NoRequestsProps {
  readonly batch: BatchView;
  readonly list: RequestList;
}

/** Why the list is empty, and the way on. */
export function NoRequests({ batch, list }: NoRequestsProps) {
  const { state } = list;
  if (isNarrowed(state)) return <NoneOfThese batch={batch} list={list} />;
  if (isSearched(state)) {
    return (
      <EmptyState action={<Button onClick={list.clearFilters}>Clear filters</Button>}>
        {state.ids.length > 0
          ? 'None of these IDs is in this batch.'
          : `No custom ID in this batch matches “${state.id}”.`}
      </EmptyState>
    );
  }
  if (state.after.length > 0) {
    return (
      <EmptyState action={<Button onClick={list.clearFilters}>First page</Button>}>
        There are no requests on this page any more.
      </EmptyState>
    );
  }
  const isChecked = batch.check !== null && !batch.check.isRunning;
  return (
    <EmptyState>
      {isChecked ? 'There is no request in this file.' : 'Requests are listed when the file is checked.'}
    </EmptyState>
  );
}

function narrowingWords({ outcome, ended, cause }: RequestListState): string {
  if (cause === null) return 'outcome';
  return outcome === null && ended === null ? 'cause' : 'cause and outcome';
}

/** A filter that was left on must not pass for an answer: what it hides is counted. */
function NoneOfThese({ batch, list }: NoRequestsProps) {
  const format = useFormat();
  const { state, setFilters } = list;
  const found = useQuery({ ...requestsOptions(batch.id, toUnfilteredQuery(state)), enabled: isSearched(state) });
  const none = `None with this ${narrowingWords(state)}.`;
  if (!isSearched(state)) {
    return (
      <EmptyState action={<Button onClick={() => setFilters(noNarrowing)}>Clear filter</Button>}>{none}</EmptyState>
    );
  }
  const others = found.data?.items.length ?? null;
  if (others === 0) {
    return (
      <EmptyState action={<Button onClick={list.clearFilters}>Clear filters</Button>}>
        No request of this batch matches this search.
      </EmptyState>
    );
  }
  return (
    <EmptyState action={<Button onClick={() => setFilters(noNarrowing)}>Clear filter</Button>}>
      {none}
      {others !== null && ` ${format.number(others)}${found.data?.next == null ? '' : ' or more'} without the filter.`}
    </EmptyState>
  );
}
