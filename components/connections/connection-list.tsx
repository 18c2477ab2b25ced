'use client';

import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { PageHead } from '#components/layout/page-head.tsx';
import { useCan } from '#components/rights/page-frame.tsx';
import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { SectionError } from '#components/ui/error-state.tsx';
import { LoadingAnnouncement, Skeleton } from '#components/ui/skeleton.tsx';
import type { ConnectionActions } from './connection-actions.ts';
import { ConnectionCard } from './connection-card.tsx';
import { AddConnectionDialog } from './connection-dialog.tsx';
import { connectionListOptions } from './queries.ts';

/** The connections as cards, and the way to a new one. */
export function ConnectionList({ actions }: { readonly actions: ConnectionActions }) {
  const [isAdding, setIsAdding] = useState(false);
  const canChange = useCan('admin');
  const query = useQuery(connectionListOptions());
  const addButton = canChange && (
    <Button variant="primary" onClick={() => setIsAdding(true)}>
      <Plus aria-hidden />
      Add connection
    </Button>
  );
  return (
    <>
      <ConnectionsHead actions={query.data?.length === 0 || !canChange ? undefined : addButton} />
      {query.isError && (
        <SectionError
          title={query.data === undefined ? 'The connections could not be loaded.' : 'This may be out of date.'}
          onRetry={() => void query.refetch()}
          isRetrying={query.isFetching}
          className="mt-7"
        >
          {query.error.message}
        </SectionError>
      )}
      {query.data?.length === 0 && (
        <EmptyState action={addButton}>
          A batch needs a connection to run on: an account at a provider.
          {!canChange && ' An admin of the workspace can add one.'}
        </EmptyState>
      )}
      {query.data !== undefined && query.data.length > 0 && (
        <CardGrid>
          {query.data.map((connection) => (
            <ConnectionCard key={connection.id} connection={connection} actions={actions} />
          ))}
        </CardGrid>
      )}
      {query.isPending && <CardSkeletons />}
      {canChange && (
        <AddConnectionDialog isOpen={isAdding} onClose={() => setIsAdding(false)} create={actions.create} />
      )}
    </>
  );
}

function ConnectionsHead({ actions }: { readonly actions?: ReactNode }) {
  return (
    <PageHead title="Connections" actions={actions}>
      <p className="mt-1 text-ink-2">The provider accounts your batches run on. Keys go in and never come out.</p>
    </PageHead>
  );
}

function CardGrid({ children }: { readonly children: ReactNode }) {
  return <div className="mt-7 grid grid-cols-2 gap-5 @max-[840px]/page:grid-cols-1">{children}</div>;
}

function CardSkeletons() {
  return (
    <CardGrid>
      {[52, 44].map((width) => (
        <div key={width} className="rounded-lg border border-line-strong bg-raised px-[22px] pt-5 pb-4">
          <div className="flex h-9 items-center gap-3">
            <Skeleton width={36} className="h-9 shrink-0 rounded-md" />
            <Skeleton width={`${width}%`} />
          </div>
          <div className="mt-6 flex flex-col gap-5">
            <Skeleton width="72%" />
            <Skeleton width="38%" />
            <Skeleton width="64%" />
            <Skeleton width="56%" />
          </div>
          <Skeleton className="mt-5 h-11 rounded-md" />
          <Skeleton width={180} className="mt-4 h-8 rounded-md" />
        </div>
      ))}
    </CardGrid>
  );
}

/** The page while it loads: the title and the sentence are there already. */
export function ConnectionListSkeleton() {
  return (
    <>
      <LoadingAnnouncement>Loading connections</LoadingAnnouncement>
      <ConnectionsHead />
      <CardSkeletons />
    </>
  );
}
