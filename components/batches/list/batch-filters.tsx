'use client';

import type { ReactNode } from 'react';
import { useReaderId } from '#components/rights/page-frame.tsx';
import { Button } from '#components/ui/button.tsx';
import { FilterMenu } from '#components/ui/filter-menu.tsx';
import { SearchField } from '#components/ui/search-field.tsx';
import type { BatchGroup, BatchStatus } from '#lib/shared/contract/status.ts';
import type { ListState } from './list-query.ts';

const statusOptions: readonly { readonly value: BatchGroup | BatchStatus; readonly label: string }[] = [
  { value: 'needs_person', label: 'Needs you' },
  { value: 'with_failures', label: 'Finished with failures, last 7 days' },
  { value: 'waiting', label: 'Waiting' },
  { value: 'running', label: 'Running now' },
  { value: 'draft', label: 'Draft' },
  { value: 'queued', label: 'Waiting to be sent' },
  { value: 'validating', label: 'Waiting at the provider' },
  { value: 'in_progress', label: 'Running' },
  { value: 'finalizing', label: 'Collecting the answers' },
  { value: 'completed', label: 'Finished' },
  { value: 'expired', label: 'Ran out of time' },
  { value: 'failed', label: 'Failed' },
  { value: 'cancelling', label: 'Cancelling' },
  { value: 'cancelled', label: 'Cancelled' },
];

type Filters = Omit<ListState, 'after'>;

interface BatchFiltersProps {
  readonly filters: Filters;
  readonly onChange: (changed: Partial<Filters>) => void;
  readonly connections: readonly { readonly id: string; readonly name: string }[];
  /** At the right end: how many. */
  readonly children?: ReactNode;
}

export function BatchFilters({ filters, onChange, connections, children }: BatchFiltersProps) {
  const readerId = useReaderId();
  return (
    <search className="mb-3 flex print:hidden flex-wrap items-center gap-2">
      <SearchField
        label="Search batches"
        placeholder="Search by name, file or ID"
        value={filters.search}
        onChange={(search) => onChange({ search })}
        className="w-auto max-w-80 min-w-52 flex-1 max-md:max-w-none max-md:basis-full"
      />
      <FilterMenu
        label="Status"
        anyLabel="Any status"
        value={filters.status}
        onChange={(status) => onChange({ status })}
        options={statusOptions}
        className="max-md:min-w-0 max-md:flex-1"
      />
      <FilterMenu
        label="Connection"
        anyLabel="Any connection"
        value={filters.connection}
        onChange={(connection) => onChange({ connection })}
        options={connections.map(({ id, name }) => ({ value: id, label: name }))}
        className="max-md:min-w-0 max-md:flex-1 md:max-w-60"
      />
      {readerId !== null && (
        <Button
          aria-pressed={filters.mine}
          title="Batches that you have started, and your drafts"
          onClick={() => onChange({ mine: !filters.mine })}
          className="aria-pressed:border-ink aria-pressed:bg-pressed"
        >
          Mine
        </Button>
      )}
      <div className="ml-auto flex items-center gap-4 max-md:mt-1 max-md:w-full max-md:justify-between">{children}</div>
    </search>
  );
}
