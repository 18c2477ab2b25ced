'use client';

import type { ReactNode } from 'react';
import { cn } from '#components/ui/class-names.ts';
import { Scrollable } from '#components/ui/scrollable.tsx';
import type { Cell, TableRow } from '#lib/shared/contract/table.ts';
import { cellText } from '#lib/tables/template/cell-text.ts';

export interface SheetColumn {
  readonly name: string;
  /** Numbers stand at the right. */
  readonly isNumber?: boolean;
  /** `used`: the prompt has a place for it. `new`: the model fills it in. */
  readonly mark?: 'used' | 'new' | undefined;
}

interface SheetProps {
  /** For screen readers: "First rows of reviews.xlsx". */
  readonly label: string;
  readonly columns: readonly SheetColumn[];
  readonly rows: readonly TableRow[];
  /** The number of the row that holds the names; null where there is none. */
  readonly headerRow: number | null;
  /** What stands in a column that her own table does not have. */
  readonly fill?: (column: number) => ReactNode;
  /** In pixels, at least. */
  readonly columnWidth?: number;
  readonly className?: string | undefined;
}

const rowNumberWidth = 52;

/** Her own table, as a spreadsheet shows it: numbered rows, vertical lines, one line a cell. */
export function Sheet({ label, columns, rows, headerRow, fill, columnWidth = 132, className }: SheetProps) {
  return (
    <Scrollable label={label} className={className}>
      <table
        aria-label={label}
        className="w-full text-sm"
        style={{ minWidth: `${rowNumberWidth + columns.length * columnWidth}px` }}
      >
        <thead>
          <tr className="bg-sunken">
            <RowNumber isHead>{headerRow}</RowNumber>
            {columns.map(({ name, mark, isNumber }) => (
              <th
                key={name}
                scope="col"
                title={name}
                className={cn(
                  cellClasses,
                  'border-l font-medium text-ink',
                  isNumber === true && 'text-right',
                  mark === 'new' && 'bg-primary-soft text-primary-text',
                )}
              >
                {mark === 'used' ? (
                  <span className="-ml-1.5 rounded-sm bg-primary-soft px-1.5 py-0.5 text-primary-text">{name}</span>
                ) : (
                  name
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.number} className="border-t border-line">
              <RowNumber>{row.number}</RowNumber>
              {columns.map((column, at) => (
                <SheetCell key={column.name} column={column} cell={row.cells[at]} filling={fill?.(at)} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrollable>
  );
}

const cellClasses = 'h-[34px] max-w-[420px] truncate border-line px-3 text-left whitespace-nowrap';

function RowNumber({ children, isHead = false }: { readonly children: ReactNode; readonly isHead?: boolean }) {
  const classes = 'sticky left-0 z-1 h-[34px] w-[52px] min-w-[52px] bg-sunken px-2.5 text-right font-normal text-ink-3';
  return isHead ? (
    <td className={classes}>{children}</td>
  ) : (
    <th scope="row" className={classes}>
      {children}
    </th>
  );
}

interface SheetCellProps {
  readonly column: SheetColumn;
  readonly cell: Cell | undefined;
  readonly filling: ReactNode;
}

function SheetCell({ column, cell, filling }: SheetCellProps) {
  if (column.mark === 'new')
    return <td className={cn(cellClasses, 'border-l bg-primary-soft text-ink-3')}>{filling}</td>;
  const text = shownText(cell);
  const isNumber = typeof cell === 'object' && cell !== null;
  return (
    <td
      title={text.length > 40 ? text.slice(0, 2000) : undefined}
      className={cn(cellClasses, 'border-l', isNumber ? 'text-right text-ink' : 'text-ink-2')}
    >
      {text.slice(0, 300)}
    </td>
  );
}

function shownText(cell: Cell | undefined): string {
  return cell === undefined ? '' : cellText(cell, 'shown');
}
