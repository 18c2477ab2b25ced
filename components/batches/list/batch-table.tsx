'use client';

import type { ReactNode } from 'react';
import { Cell, Row, Table, TableBody, TableHead } from '#components/data-table/table.tsx';
import { useReaderId } from '#components/rights/page-frame.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import type { BatchListItem } from '#lib/shared/contract/batch-view.ts';
import { batchColumns, leavingOf, phoneRow } from './batch-columns.ts';
import { BatchRow } from './batch-row.tsx';

interface BatchTableProps {
  readonly batches: readonly BatchListItem[];
  readonly isBusy: boolean;
}

export function BatchTable({ batches, isBusy }: BatchTableProps) {
  return (
    <TableFrame isBusy={isBusy}>
      {batches.map((batch) => (
        <BatchRow key={batch.id} batch={batch} />
      ))}
    </TableFrame>
  );
}

function TableFrame({ children, isBusy }: { readonly children: ReactNode; readonly isBusy: boolean }) {
  const hasPeople = useReaderId() !== null;
  return (
    <Table label="Batches" isBusy={isBusy}>
      <TableHead columns={batchColumns(hasPeople)} />
      <TableBody className="max-md:border-t max-md:border-line">{children}</TableBody>
    </Table>
  );
}

/* Widths in per cent that look like names and states. */
const skeletonRows = [62, 74, 68, 58, 70, 52, 66, 72, 60].map((name, index) => ({
  name,
  status: 48 + ((index * 7) % 30),
}));

/** The table while its rows are on their way: the heads are there already. */
export function BatchTableSkeleton() {
  const hasPeople = useReaderId() !== null;
  const leaving = leavingOf(hasPeople);
  return (
    <TableFrame isBusy>
      {skeletonRows.map(({ name, status }) => (
        <Row key={name} className={phoneRow}>
          <Cell className="h-[60px] max-md:order-1 max-md:h-auto">
            <Skeleton width={`${name}%`} />
            <Skeleton width={`${name - 18}%`} className="mt-2.5 max-md:hidden" />
          </Cell>
          <Cell className="max-md:order-3 max-md:col-span-full max-md:mt-4">
            <Skeleton width={`${status}%`} />
            <Skeleton className="mt-3 h-1.5 max-w-80 max-md:max-w-none" />
          </Cell>
          <Cell className="max-md:hidden">
            <Skeleton width={46} className="ml-auto" />
          </Cell>
          <Cell className={`max-md:hidden ${leaving.model}`}>
            <Skeleton width="78%" />
          </Cell>
          <Cell className={`max-md:hidden ${leaving.connection}`}>
            <Skeleton width="60%" />
          </Cell>
          {hasPeople && (
            <Cell className={`max-md:hidden ${leaving.startedBy}`}>
              <Skeleton width="64%" />
            </Cell>
          )}
          <Cell className="max-md:order-2">
            <Skeleton width={54} />
          </Cell>
          <Cell className={`max-md:hidden ${leaving.duration}`}>
            <Skeleton width={58} className="ml-auto" />
          </Cell>
        </Row>
      ))}
    </TableFrame>
  );
}
