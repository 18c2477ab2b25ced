'use client';

import { Plus } from 'lucide-react';

interface ColumnButtonsProps {
  readonly label: string;
  readonly columns: readonly string[];
  readonly onPutIn: (column: string) => void;
}

const mostButtons = 24;

/** Each puts the place of a column where the cursor is. */
export function ColumnButtons({ label, columns, onPutIn }: ColumnButtonsProps) {
  return (
    <fieldset className="mt-0.5 flex flex-wrap items-center gap-1.5 text-sm text-ink-3">
      <legend className="sr-only">{label}</legend>
      <span aria-hidden>Put in from the row</span>
      {columns.slice(0, mostButtons).map((column) => (
        <button
          key={column}
          type="button"
          onClick={() => onPutIn(column)}
          className="inline-flex h-7 max-w-60 items-center gap-1 rounded-md border border-line-strong bg-raised pr-2.5 pl-[7px] font-medium text-ink hover:bg-hover max-md:h-10"
        >
          <Plus aria-hidden className="size-3.5 shrink-0 text-ink-3" />
          <span className="truncate">{column}</span>
        </button>
      ))}
      {columns.length > mostButtons && <span>and others: type {'{{'}</span>}
    </fieldset>
  );
}
