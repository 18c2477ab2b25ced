'use client';

import { Table2 } from 'lucide-react';
import { useId, useState } from 'react';
import type { Action } from '#components/live/use-action.ts';
import { Button } from '#components/ui/button.tsx';
import { Checkbox } from '#components/ui/checkbox.tsx';
import { ProgressBar } from '#components/ui/progress-bar.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import { Select } from '#components/ui/select.tsx';
import { LoadingAnnouncement, Skeleton } from '#components/ui/skeleton.tsx';
import type { TableSummary } from '#lib/shared/contract/batch-view.ts';
import type { TableHead, TableOptions, TableView } from '#lib/shared/contract/table.ts';
import { useDraftChange } from '../draft/use-draft-change.ts';
import type { BuiltTable } from './built-table.ts';
import { ReadingDialog } from './reading-dialog.tsx';
import { Sheet, type SheetColumn } from './sheet.tsx';
import { TableProblems } from './table-problems.tsx';

interface TableSheetProps {
  readonly table: BuiltTable;
  readonly view: TableView;
  readonly summary: TableSummary;
  /** Columns that the prompt has places for. */
  readonly used: ReadonlySet<string>;
  readonly onChooseFile: () => void;
  readonly chooseOptions: Action<{ readonly batchId: string; readonly options: TableOptions }, unknown>;
}

const shownRows = 3;

/** Her table as it was read: first rows, how many there are, and what to do when it was read wrongly. */
export function TableSheet({ table, view, summary, used, onChooseFile, chooseOptions }: TableSheetProps) {
  const [isAsking, setAsking] = useState(false);
  const options = useDraftChange(table.batchId, chooseOptions);
  const { head } = view;
  if (head === null) return null;
  const choose = (changed: Partial<TableOptions>): void =>
    options.run({ batchId: table.batchId, options: { ...view.chosen, ...changed } });
  return (
    <div className="overflow-hidden rounded-lg border border-line-strong bg-raised">
      <TableFile table={table} summary={summary} onChooseFile={onChooseFile} />
      <Sheet
        label={`First rows of ${summary.name}`}
        columns={sheetColumns(table, used)}
        rows={table.firstRows.slice(0, shownRows)}
        headerRow={table.headerRow}
        className="border-t border-line"
      />
      <TableFoot
        table={table}
        summary={summary}
        head={head}
        isPending={options.isPending}
        onChoose={choose}
        onAsk={() => setAsking(true)}
      />
      {options.error !== null && (
        <p role="alert" className="border-t border-line px-4 py-2 text-sm text-failed-text">
          {options.error.message}
        </p>
      )}
      {view.profile !== null && <TableProblems profile={view.profile} />}
      <ReadingDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        format={head.format}
        options={head.options}
        sheets={head.sheets}
        isPending={options.isPending}
        onChoose={(chosen) => {
          choose(chosen);
          setAsking(false);
        }}
      />
    </div>
  );
}

function sheetColumns({ columns, profiles }: BuiltTable, used: ReadonlySet<string>): readonly SheetColumn[] {
  const numbers = new Set(profiles.filter(({ kind }) => kind === 'number').map(({ name }) => name));
  return columns.map((name) => ({ name, isNumber: numbers.has(name), mark: used.has(name) ? 'used' : undefined }));
}

function TableFile({ table, summary, onChooseFile }: Pick<TableSheetProps, 'table' | 'summary' | 'onChooseFile'>) {
  const format = useFormat();
  return (
    <div className="flex items-center gap-3.5 px-4 py-[11px] max-md:flex-wrap">
      <span className="grid size-9 shrink-0 place-items-center rounded-md bg-sunken text-ink-2">
        <Table2 aria-hidden className="size-4" />
      </span>
      <div className="min-w-0 flex-1">
        <p className="font-medium wrap-anywhere">{summary.name}</p>
        <p className="text-sm text-ink-3">
          {table.rows !== null && `${format.count(table.rows, 'row')}, `}
          {format.count(table.columns.length, 'column')}, {format.bytes(summary.bytes)}
        </p>
      </div>
      <Button size="small" onClick={onChooseFile} className="max-md:w-full">
        Choose another file
      </Button>
    </div>
  );
}

interface TableFootProps {
  readonly table: BuiltTable;
  readonly summary: TableSummary;
  readonly head: TableHead;
  readonly isPending: boolean;
  readonly onChoose: (options: Partial<TableOptions>) => void;
  readonly onAsk: () => void;
}

/** How many rows there are, and how they were read. */
function TableFoot({ table, summary, head, isPending, onChoose, onAsk }: TableFootProps) {
  const format = useFormat();
  const { options, sheets } = head;
  const hasHeader = useId();
  return (
    <div className="flex flex-wrap items-center gap-x-[22px] gap-y-2 border-t border-line px-4 py-[9px] text-sm text-ink-3">
      <RowsLeft table={table} summary={summary} />
      {sheets.length > 1 && (
        <span className="flex items-center gap-2">
          Sheet
          <Select
            label="Sheet"
            look="button"
            value={options.sheet}
            onChange={(sheet) => onChoose({ sheet, hasHeader: null })}
            options={sheets.map((sheet) => ({ value: sheet, label: sheet }))}
            className="h-(--control-small) max-w-48"
            isDisabled={isPending}
          />
          of {format.number(sheets.length)}
        </span>
      )}
      <label htmlFor={hasHeader} className="flex cursor-pointer items-center gap-2 text-ink-2">
        <Checkbox
          id={hasHeader}
          checked={options.hasHeader ?? true}
          disabled={isPending}
          onCheckedChange={(checked) => onChoose({ hasHeader: checked })}
        />
        The first row holds the names
      </label>
      <button
        type="button"
        onClick={onAsk}
        className="ml-auto font-medium text-primary-text hover:underline max-md:ml-0 max-md:min-h-11"
      >
        Something looks wrong
      </button>
    </div>
  );
}

function RowsLeft({ table, summary }: Pick<TableFootProps, 'table' | 'summary'>) {
  const format = useFormat();
  if (table.rows === null)
    return (
      <span className="flex items-center gap-3">
        Reading the rows
        <span className="w-28">
          <ProgressBar
            label="Rows read"
            percent={summary.bytes === 0 ? 0 : Math.min(100, (100 * summary.readBytes) / summary.bytes)}
          />
        </span>
      </span>
    );
  const left = table.rows - Math.min(shownRows, table.firstRows.length);
  return left > 0 ? <span>and {format.count(left, 'more row')}</span> : null;
}

/** Until the first rows are there. */
export function LoadingTable({ summary }: { readonly summary: TableSummary }) {
  const format = useFormat();
  return (
    <div className="overflow-hidden rounded-lg border border-line-strong bg-raised">
      <LoadingAnnouncement>Reading the table</LoadingAnnouncement>
      <div className="flex items-center gap-3.5 px-4 py-[11px]">
        <span className="grid size-9 place-items-center rounded-md bg-sunken text-ink-2">
          <Table2 aria-hidden className="size-4" />
        </span>
        <div className="min-w-0">
          <p className="font-medium wrap-anywhere">{summary.name}</p>
          <p className="text-sm text-ink-3">{format.bytes(summary.bytes)}, being read</p>
        </div>
      </div>
      <div className="grid gap-3 border-t border-line p-4">
        <Skeleton width={420} />
        <Skeleton width={380} />
        <Skeleton width={400} />
      </div>
    </div>
  );
}
