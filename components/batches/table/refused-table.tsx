'use client';

import { useState } from 'react';
import type { Action } from '#components/live/use-action.ts';
import { Button } from '#components/ui/button.tsx';
import { Notice } from '#components/ui/notice.tsx';
import type { TableSummary } from '#lib/shared/contract/batch-view.ts';
import { type TableOptions, foundOutOptions } from '#lib/shared/contract/table.ts';
import { FileRow } from '../draft/file-row.tsx';
import { useDraftChange } from '../draft/use-draft-change.ts';
import { ReadingDialog } from './reading-dialog.tsx';

interface RefusedTableProps {
  readonly batchId: string;
  readonly summary: TableSummary;
  readonly sentence: string;
  readonly onChooseFile: () => void;
  readonly chooseOptions: Action<{ readonly batchId: string; readonly options: TableOptions }, unknown>;
}

/** What a reading in another way, such as of another sheet, may help. */
const curable: ReadonlySet<string> = new Set([
  'table_empty',
  'table_header_only',
  'table_no_sheet',
  'table_unclosed_quote',
  'table_cell_too_long',
  'table_too_many_columns',
]);

/** A table that cannot be read: why, and the ways on. */
export function RefusedTable({ batchId, summary, sentence, onChooseFile, chooseOptions }: RefusedTableProps) {
  const [isAsking, setAsking] = useState(false);
  const options = useDraftChange(batchId, chooseOptions);
  const isCurable = summary.refusal !== null && curable.has(summary.refusal.code);
  const format = /\.xls[xm]$/iu.test(summary.name) ? 'xlsx' : 'csv';
  return (
    <>
      <FileRow
        name={summary.name}
        detail="could not be read"
        actions={
          <>
            {isCurable && (
              <Button size="small" onClick={() => setAsking(true)}>
                Read it in another way
              </Button>
            )}
            <Button size="small" onClick={onChooseFile}>
              Choose another file
            </Button>
          </>
        }
      />
      <div role="alert">
        <Notice tone="attention" className="mt-4">
          {options.error?.message ?? sentence}
        </Notice>
      </div>
      <ReadingDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        format={format}
        options={format === 'csv' ? usualCsv : foundOutOptions}
        sheets={[]}
        isPending={options.isPending}
        onChoose={(chosen) => {
          options.run({ batchId, options: { ...foundOutOptions, ...chosen } });
          setAsking(false);
        }}
      />
    </>
  );
}

/** What the dialog begins with, as nothing is known of the file. */
const usualCsv: TableOptions = { ...foundOutOptions, encoding: 'utf-8', delimiter: ',', quote: '"' };
