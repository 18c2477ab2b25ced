'use client';

import { useQueryStates } from 'nuqs';
import { useTransition } from 'react';
import { SectionHead } from '#components/settings/members/section-head.tsx';
import { Button } from '#components/ui/button.tsx';
import { DownloadLink } from '#components/ui/download-link.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { LoadingAnnouncement, Skeleton } from '#components/ui/skeleton.tsx';
import type { AuditLogName, AuditPage } from '#lib/shared/contract/audit.ts';
import { AuditFilters } from './audit-filters.tsx';
import { auditParsers, csvPath, isFiltered, noFilter } from './audit-query.ts';
import { AuditTable } from './audit-table.tsx';

interface AuditSectionProps {
  readonly page: AuditPage;
  /** Whose rows these are. */
  readonly log: AuditLogName;
  /** Those that the reader may see. */
  readonly logs: readonly AuditLogName[];
}

/** What was changed in the workspace, or in all of LangBatch, and by whom. */
export function AuditSection({ page, log, logs }: AuditSectionProps) {
  const [isLoading, startTransition] = useTransition();
  const [given, setState] = useQueryStates(auditParsers, { shallow: false, history: 'push', startTransition });
  const state = { ...given, log };
  const { rows, next, people } = page;
  return (
    <section>
      <SectionHead title="Audit log" action={<DownloadLink href={csvPath(state)}>Download CSV</DownloadLink>} />
      <AuditFilters
        state={state}
        people={people}
        logs={logs}
        onChange={(changes) => void setState({ ...changes, after: null })}
      />
      {rows.length === 0 ? (
        <NoRows isFiltered={isFiltered(state)} onClear={() => void setState(noFilter)} />
      ) : (
        <AuditTable rows={rows} isBusy={isLoading} />
      )}
      <div className="mt-4 flex justify-end gap-2">
        {state.after !== null && <Button onClick={() => void setState({ after: null })}>Newest</Button>}
        {next !== null && <Button onClick={() => void setState({ after: next })}>Older</Button>}
      </div>
    </section>
  );
}

function NoRows({ isFiltered: has, onClear }: { readonly isFiltered: boolean; readonly onClear: () => void }) {
  if (!has) return <EmptyState>Nothing has been changed yet.</EmptyState>;
  return (
    <EmptyState action={<Button onClick={onClear}>Clear filters</Button>}>No change matches these filters.</EmptyState>
  );
}

/** The section while it loads. */
export function AuditSectionSkeleton() {
  return (
    <>
      <LoadingAnnouncement>Loading the audit log</LoadingAnnouncement>
      <SectionHead title="Audit log" />
      <div className="flex flex-col">
        {[62, 54, 70, 58, 66].map((width) => (
          <div key={width} className="flex h-14 items-center border-b border-line">
            <Skeleton width={`${width}%`} />
          </div>
        ))}
      </div>
    </>
  );
}
