'use client';

import { Pager } from '#components/data-table/pager.tsx';
import type { Shortcut } from '#components/layout/shortcut.ts';
import { useShortcutList } from '#components/layout/shortcuts.tsx';
import { useCan } from '#components/rights/page-frame.tsx';
import { SectionError } from '#components/ui/error-state.tsx';
import { LoadingAnnouncement } from '#components/ui/skeleton.tsx';
import { useHotkey } from '#components/ui/use-hotkey.ts';
import type { RetryScope } from '#lib/shared/contract/batch-inputs.ts';
import type { BatchView } from '#lib/shared/contract/batch-view.ts';
import { isRetryInQuestion } from '../why-no-retry.ts';
import { LostIds } from './lost-ids.tsx';
import { NoRequests } from './no-requests.tsx';
import { RequestFilters } from './request-filters.tsx';
import { RequestPanel } from './request-panel.tsx';
import { RequestTable, RequestTableSkeleton } from './request-table.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { useOpenRequest } from './use-open-request.ts';
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
  const open = useOpenRequest(batch.id, list);
  const canRetry = useCan('run') && isRetryInQuestion(batch);
  useShortcutList(shortcuts);
  const [first] = list.rows;
  const step = (walk: (() => void) | null) => {
    if (list.state.request !== null) walk?.();
    else if (first !== undefined) list.openRequest(first.line);
  };
  useHotkey('j', () => step(open.openNext));
  useHotkey('k', () => step(open.openPrevious));
  return (
    <div className="mt-5">
      {!selection.isEmpty ? (
        <SelectionBar batch={batch} list={list} selection={selection} onRetry={onRetry} />
      ) : (
        <RequestFilters batch={batch} list={list} />
      )}
      <RequestRows batch={batch} list={list} selection={selection} />
      <RequestPanel
        batch={batch}
        list={list}
        open={open}
        onRetry={canRetry ? (line) => onRetry({ kind: 'lines', lines: [line] }) : null}
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
  const { query, rows } = list;
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
  if (rows.length === 0) {
    return (
      <>
        <NoRequests batch={batch} list={list} />
        <LostIds batchId={batch.id} list={list} />
      </>
    );
  }
  return (
    <>
      <RequestTable batch={batch} list={list} selection={selection} />
      <Pager
        before={list.before}
        shown={rows.length}
        total={query.data.total}
        hasNext={query.data.next !== null}
        onPrevious={list.showPreviousPage}
        onNext={list.showNextPage}
      />
      <LostIds batchId={batch.id} list={list} />
    </>
  );
}
