'use client';

import type { Template } from '#lib/shared/contract/template.ts';
import { tellApart } from '#lib/tables/template/tell-apart.ts';
import { answerColumns } from './answer-words.ts';
import type { BuiltTable } from './built-table.ts';
import { Sheet } from './sheet.tsx';

interface ResultsLookProps {
  readonly table: BuiltTable;
  readonly answer: Template['answer'];
}

/** So that the answers are in sight, of many columns of her own only the first are shown. */
const mostColumns = 6;
const fewestOwnColumns = 2;
const columnWidth = 104;
const shownRows = 2;

/** What will come back: her own columns, then those that the model fills in. */
export function ResultsLook({ table, answer }: ResultsLookProps) {
  const { columns, firstRows, headerRow, name } = table;
  const made = answerColumns(answer).filter((column) => column.name !== '');
  const shown = columns.slice(0, Math.max(fewestOwnColumns, mostColumns - made.length));
  const left = columns.length - shown.length;
  const names = tellApart(
    columns,
    made.map((column) => column.name),
  );
  return (
    <section aria-labelledby="results-look">
      <h3 id="results-look" className="mb-1.5">
        <span className="font-medium">What you get back</span>
        <span className="ml-1.5 font-normal text-ink-3">{withoutEnding(name)} - results.xlsx</span>
      </h3>
      <Sheet
        label="Columns of the results"
        columns={[
          ...shown.map((column) => ({ name: column })),
          ...names.map((column) => ({ name: column, mark: 'new' as const })),
        ]}
        rows={firstRows.slice(0, shownRows).map((row) => ({ ...row, cells: row.cells.slice(0, shown.length) }))}
        headerRow={headerRow}
        columnWidth={columnWidth}
        fill={(at) => made[at - shown.length]?.what}
        className="rounded-lg border border-line-strong bg-raised [&_td]:max-w-40"
      />
      <p className="mt-1.5 text-sm text-pretty text-ink-3">
        Your own columns first, just as they are
        {left > 0 && ` (${left} more ${left === 1 ? 'is' : 'are'} there too)`}. The blue ones are filled in by the
        model.
      </p>
    </section>
  );
}

/** `reviews` of `reviews.xlsx`. */
function withoutEnding(fileName: string): string {
  return fileName.replace(/\.[^.]{1,5}$/u, '');
}
