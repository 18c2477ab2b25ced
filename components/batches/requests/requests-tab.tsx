'use client';

import { Pager } from '#components/data-table/pager.tsx';
import type { Shortcut } from '#components/layout/shortcut.ts';
import { useShortcutList } from '#components/layout/shortcuts.tsx';
import { useHotkey } from '#components/layout/use-hotkey.ts';
import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { SectionError } from '#components/ui/error-state.tsx';
import { LoadingAnnouncement } from '#components/ui/skeleton.tsx';
import type { RetryScope } from '#lib/shared/contract/batch-inputs.ts';
import type { BatchView } from '#lib/shared/contract/batch-view.ts';
import { providerName } from '#lib/shared/words/provider-name.ts';
import { RequestFilters } from './request-filters.tsx';
import { isFiltered } from './request-list-query.ts';
import { RequestPanel } from './request-panel.tsx';
import { RequestTable, RequestTableSkeleton } from './request-table.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { type RequestList, useRequestList } from './use-request-list.ts';
import { type Selection, useSelection } from './use-selection.ts';

const shortcuts: readonly Shortcut[] = [
  { keys: ['/'], text: 'Search by custom ID' },
  { keys: ['J'], text: 'Next request' },
  { keys: ['K'], text: 'Previous request' },
];

interface RequestsTabProps {
  readonly batch: BatchView;
  readonly onRetry: (scope: RetryScope) => void;
}

/** Every request of the batch: search, filter, open, select. */
export function RequestsTab({ batch, onRetry }: RequestsTabProps) {
  const list = useRequestList(batch.id);
  const selection = useSelection();
  useShortcutList(shortcuts);
  const [first] = list.rows;
  const step = (walk: (() => void) | null) => {
    if (list.state.request !== null) walk?.();
    else if (first !== undefined) list.openRequest(first.line);
  };
  useHotkey('j', () => step(list.openNext));
  useHotkey('k', () => step(list.openPrevious));
  return (
    <div className="mt-5">
      {selection.lines.length > 0 ? (
        <SelectionBar batch={batch} selection={selection} onRetry={(lines) => onRetry({ kind: 'lines', lines })} />
      ) : (
        <RequestFilters batch={batch} list={list} />
      )}
      <RequestRows batch={batch} list={list} selection={selection} />
      <RequestPanel
        batch={batch}
        list={list}
        onRetry={batch.actions.canRetry ? (line) => onRetry({ kind: 'lines', lines: [line] }) : null}
      />
    </div>
  );
}

interface RequestRowsProps {
  readonly batch: BatchView;
  readonly list: RequestList;
  readonly selection: Selection;
}

function RequestRows({ batch, list, selection }: RequestRowsProps) {
  const { query, state, rows } = list;
  if (query.data === undefined) {
    if (query.isError) {
      return (
        <SectionError
          title="The requests could not be loaded."
          onRetry={() => query.refetch()}
          isRetrying={query.isFetching}
        >
          {query.error.message}
        </SectionError>
      );
    }
    return (
      <>
        <LoadingAnnouncement>Loading the requests</LoadingAnnouncement>
        <RequestTableSkeleton />
      </>
    );
  }
  if (rows.length === 0) return <NoRequests batch={batch} list={list} />;
  return (
    <>
      <RequestTable list={list} selection={selection} provider={providerName(batch.connection)} />
      <Pager
        before={list.before}
        shown={rows.length}
        total={query.data.total}
        hasNext={query.data.next !== null}
        onPrevious={list.showPreviousPage}
        onNext={list.showNextPage}
      />
      {state.ids.length > 0 && <NotFoundIds list={list} />}
    </>
  );
}

function NoRequests({ batch, list }: Omit<RequestRowsProps, 'selection'>) {
  if (isFiltered(list.state) || list.state.after.length > 0) {
    return (
      <EmptyState action={<Button onClick={list.clearFilters}>Clear filters</Button>}>
        {isFiltered(list.state) ? 'No request fits this search.' : 'There are no requests on this page any more.'}
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

/** Of a pasted list it matters just as much which ids are not there. */
function NotFoundIds({ list }: { readonly list: RequestList }) {
  const { query, state, rows } = list;
  if (query.data === undefined || query.data.next !== null || list.before > 0) return null;
  const found = new Set(rows.map((row) => row.customId));
  const lost = state.ids.filter((id) => !found.has(id));
  if (lost.length === 0) return null;
  return (
    <p className="mt-4 text-sm text-ink-2">
      Not among the requests shown: <span className="mono wrap-anywhere">{lost.join(', ')}</span>
    </p>
  );
}
