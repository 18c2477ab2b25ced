import type { ComponentProps, ReactNode } from 'react';
import { cn } from '#components/ui/class-names.ts';
import { HoverLink } from '#components/ui/hover-link.tsx';

/*
 * Tables lie straight on the page: no box, no stripes, no vertical lines. Hairlines end at the page's edges while
 * the hover ground reaches 12 px further. Roles are spelled out, since a phone's layout takes tables apart by CSS.
 */

type Align = 'left' | 'right';

interface TableProps {
  /** Its accessible name. */
  readonly label: string;
  readonly children: ReactNode;
  readonly className?: string;
  readonly isBusy?: boolean;
}

export function Table({ label, children, className, isBusy = false }: TableProps) {
  return (
    <div className="-mx-3 max-md:mx-0">
      <table
        {...roles.table}
        aria-label={label}
        aria-busy={isBusy || undefined}
        className={cn('w-full table-fixed border-separate border-spacing-0 max-md:block', className)}
      >
        {children}
      </table>
    </div>
  );
}

const roles = {
  table: { role: 'table' },
  group: { role: 'rowgroup' },
  row: { role: 'row' },
  head: { role: 'columnheader' },
  cell: { role: 'cell' },
} as const;

/** A column of a table, by its name and what its head looks like. */
export interface Column {
  readonly name: string;
  readonly align?: Align;
  readonly className?: string;
  /** Its name is only read aloud, as over buttons. */
  readonly isSilent?: boolean;
}

interface TableHeadProps {
  readonly columns: readonly Column[];
  /** A head before the named ones, such as a box to tick all rows. */
  readonly children?: ReactNode;
}

/** The heads of all columns; on a phone they are only read aloud. */
export function TableHead({ columns, children }: TableHeadProps) {
  return (
    <thead {...roles.group} className="max-md:sr-only">
      <tr {...roles.row} className="hairline-row">
        {children}
        {columns.map(({ name, isSilent = false, ...props }) => (
          <HeadCell key={name} {...props}>
            {isSilent ? <span className="sr-only">{name}</span> : name}
          </HeadCell>
        ))}
      </tr>
    </thead>
  );
}

interface HeadCellProps extends Omit<ComponentProps<'th'>, 'align'> {
  readonly align?: Align;
}

export function HeadCell({ align = 'left', className, ...props }: HeadCellProps) {
  return (
    <th
      {...roles.head}
      scope="col"
      className={cn(
        'px-3 py-[9px] text-sm font-label whitespace-nowrap text-ink-3',
        align === 'right' ? 'text-right' : 'text-left',
        className,
      )}
      {...props}
    />
  );
}

export function TableBody({ children, className }: { readonly children: ReactNode; readonly className?: string }) {
  return (
    <tbody {...roles.group} className={cn('max-md:block', className)}>
      {children}
    </tbody>
  );
}

interface RowProps extends ComponentProps<'tr'> {
  /** Keeps the `selected` ground: the open or the ticked row. */
  readonly isSelected?: boolean;
  /** The whole row opens something: its `RowLink` covers it. */
  readonly isPressable?: boolean;
}

export function Row({ isSelected = false, isPressable = false, className, ...props }: RowProps) {
  return (
    <tr
      {...roles.row}
      data-selected={isSelected || undefined}
      className={cn(
        'hairline-row',
        isPressable && 'md:hover:[&>td]:bg-hover',
        'md:data-selected:[&>td]:bg-selected',
        'md:[&>td:first-child]:rounded-l-md md:[&>td:last-child]:rounded-r-md',
        className,
      )}
      {...props}
    />
  );
}

interface CellProps extends Omit<ComponentProps<'td'>, 'align'> {
  readonly align?: Align;
}

export function Cell({ align = 'left', className, ...props }: CellProps) {
  return (
    <td
      {...roles.cell}
      className={cn(
        'px-3 align-middle max-md:block max-md:p-0',
        align === 'right' && 'text-right max-md:text-left',
        className,
      )}
      {...props}
    />
  );
}

/**
 * The name in a row, the real link of it: it covers the row, so that a press anywhere opens it. Other links and
 * buttons of the row lie above it with `AboveRowLink`.
 */
export function RowLink({ className, ...props }: ComponentProps<typeof HoverLink>) {
  return (
    <HoverLink
      className={cn(
        "block truncate font-medium after:absolute after:-inset-px after:z-1 after:rounded-md after:content-[''] focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-ring",
        className,
      )}
      {...props}
    />
  );
}

export function AboveRowLink({ className, ...props }: ComponentProps<'span'>) {
  return <span className={cn('relative z-2', className)} {...props} />;
}
