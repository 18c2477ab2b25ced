'use client';

import { Table2 } from 'lucide-react';
import { useState } from 'react';
import type { Action } from '#components/live/use-action.ts';
import { Button } from '#components/ui/button.tsx';
import { Checkbox } from '#components/ui/checkbox.tsx';
import { ProgressBar } from '#components/ui/progress-bar.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import { Select } from '#components/ui/select.tsx';
import { LoadingAnnouncement, Skeleton } from '#components/ui/skeleton.tsx';
import type { TableSummary } from '#lib/shared/contract/batch-view.ts';
import type { TableOptions, TableView } from '#lib/shared/contract/table.ts';
import { useDraftChange } from '../new/use-draft-change.ts';
import type { BuiltTable } from './builder.tsx';
import { ReadingDialog } from './reading-dialog.tsx';
import { Sheet } from './sheet.tsx';
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
export function TableSheet(props: TableSheetProps) {
  const { table, view, summary, used, onChooseFile, chooseOptions } = props;
  const format = useFormat();
  const [isAsking, setAsking] = useState(false);
  const options = useDraftChange(table.batchId, chooseOptions);
  const read = view.profile?.options ?? view.head?.options;
  const sheets = view.profile?.sheets ?? view.head?.sheets ?? [];
  const choose = (changed: Partial<TableOptions>): void =>
    options.run({ batchId: table.batchId, options: { ...view.chosen, ...changed } });
  const numberColumns = new Set(table.profiles.filter(({ kind }) => kind === 'number').map(({ name }) => name));
  const left = table.rows === null ? null : table.rows - Math.min(shownRows, table.firstRows.length);
  return (
    <div className="overflow-hidden rounded-lg border border-line-strong bg-raised">
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
      <Sheet
        label={`First rows of ${summary.name}`}
        columns={table.columns.map((name) => ({
          name,
          isNumber: numberColumns.has(name),
          mark: used.has(name) ? ('used' as const) : undefined,
        }))}
        rows={table.firstRows.slice(0, shownRows)}
        headerRow={table.headerRow}
        className="border-t border-line"
      />
      <div className="flex flex-wrap items-center gap-x-[22px] gap-y-2 border-t border-line px-4 py-[9px] text-sm text-ink-3">
        {left === null ? (
          <span className="flex items-center gap-3">
            Reading the rows
            <span className="w-28">
              <ProgressBar
                label="Rows read"
                percent={summary.bytes === 0 ? 0 : Math.min(100, (100 * summary.readBytes) / summary.bytes)}
              />
            </span>
          </span>
        ) : (
          left > 0 && <span>and {format.count(left, 'more row')}</span>
        )}
        {sheets.length > 1 && (
          <span className="flex items-center gap-2">
            Sheet
            <Select
              label="Sheet"
              look="button"
              value={read?.sheet ?? null}
              onChange={(sheet) => choose({ sheet, hasHeader: null })}
              options={sheets.map((sheet) => ({ value: sheet, label: sheet }))}
              className="h-(--control-small) max-w-48"
              isDisabled={options.isPending}
            />
            of {format.number(sheets.length)}
          </span>
        )}
        {read !== undefined && (
          <label className="flex cursor-pointer items-center gap-2 text-ink-2">
            <Checkbox
              checked={read.hasHeader ?? true}
              disabled={options.isPending}
              onCheckedChange={(hasHeader) => choose({ hasHeader })}
            />
            The first row holds the names
          </label>
        )}
        <button
          type="button"
          onClick={() => setAsking(true)}
          className="ml-auto font-medium text-primary-text hover:underline max-md:ml-0 max-md:min-h-11"
        >
          Something looks wrong
        </button>
      </div>
      {options.error !== null && (
        <p role="alert" className="border-t border-line px-4 py-2 text-sm text-failed-text">
          {options.error.message}
        </p>
      )}
      {view.profile !== null && <TableProblems profile={view.profile} />}
      {read !== undefined && view.head !== null && (
        <ReadingDialog
          isOpen={isAsking}
          onClose={() => setAsking(false)}
          format={view.head.format}
          options={read}
          sheets={sheets}
          isPending={options.isPending}
          onChoose={(chosen) => {
            choose(chosen);
            setAsking(false);
          }}
        />
      )}
    </div>
  );
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
