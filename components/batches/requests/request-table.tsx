'use client';

import type { ReactNode } from 'react';
import { HeadCell, Row, Table, TableBody, TableHead, Cell } from '#components/data-table/table.tsx';
import { Checkbox } from '#components/ui/checkbox.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import type { BatchView } from '#lib/shared/contract/batch-view.ts';
import { requestColumns } from './request-columns.ts';
import { RequestRowView } from './request-row.tsx';
import type { RequestList } from './use-request-list.ts';
import type { Selection } from './use-selection.ts';

interface RequestTableProps {
  readonly batch: BatchView;
  readonly list: RequestList;
  readonly selection: Selection;
}

export function RequestTable({ batch, list, selection }: RequestTableProps) {
  const shown = list.rows.map((row) => row.line);
  const ticked = shown.filter((line) => selection.has(line)).length;
  return (
    <TableFrame
      isBusy={list.query.isPlaceholderData}
      selectAll={
        <Checkbox
          aria-label="Select all on this page"
          checked={ticked > 0 && ticked === shown.length}
          indeterminate={ticked > 0 && ticked < shown.length}
          onCheckedChange={() => selection.toggleAll(shown)}
        />
      }
    >
      {list.rows.map((row) => (
        <RequestRowView
          key={row.line}
          row={row}
          list={list}
          batch={batch}
          isTicked={selection.has(row.line)}
          onTick={(isRange) => selection.toggle(row.line, shown, isRange)}
        />
      ))}
    </TableFrame>
  );
}

interface TableFrameProps {
  readonly isBusy: boolean;
  readonly selectAll: ReactNode;
  readonly children: ReactNode;
}

function TableFrame({ isBusy, selectAll, children }: TableFrameProps) {
  return (
    <Table label="Requests" isBusy={isBusy}>
      <TableHead columns={requestColumns}>
        <HeadCell className="w-[42px] px-0 pl-3">{selectAll}</HeadCell>
      </TableHead>
      <TableBody className="max-md:border-t max-md:border-line">{children}</TableBody>
    </Table>
  );
}

const skeletonWidths = [72, 64, 80, 58, 76, 66, 70, 62];

export function RequestTableSkeleton() {
  return (
    <TableFrame isBusy selectAll={<Checkbox aria-label="Select all on this page" disabled />}>
      {skeletonWidths.map((width) => (
        <Row key={width} className="max-md:block max-md:py-4">
          <Cell className="h-11 max-md:hidden" />
          {requestColumns.map(({ name, className }, index) => (
            <Cell key={name} className={index === 0 ? className : `${className} max-md:hidden`}>
              <Skeleton width={`${width}%`} />
            </Cell>
          ))}
        </Row>
      ))}
    </TableFrame>
  );
}
