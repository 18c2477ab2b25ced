'use client';

import { useQuery } from '@tanstack/react-query';
import { Field } from '#components/ui/field.tsx';
import { type Format, useFormat } from '#components/ui/reader.tsx';
import { Select } from '#components/ui/select.tsx';
import { TickDiscShape, TriangleShape } from '#components/ui/shapes.tsx';
import type { RowNamesView } from '#lib/shared/contract/table.ts';
import { cellText } from '#lib/tables/template/cell-text.ts';
import type { BuiltTable } from './built-table.ts';
import { rowNamesOptions } from './table-queries.ts';

interface RowNamesFieldProps {
  readonly table: BuiltTable;
  readonly value: string | null;
  readonly onChange: (column: string | null) => void;
  readonly error: string | null;
}

const numbered = '#';

/** What each request is called: a column of hers, or the number of the row. */
export function RowNamesField({ table, value, onChange, error }: RowNamesFieldProps) {
  const { batchId, revision, columns, firstRows, rows: totalRows } = table;
  const format = useFormat();
  const { data } = useQuery({
    ...rowNamesOptions({ batchId, revision }, value ?? ''),
    enabled: value !== null && totalRows !== null && columns.includes(value),
  });
  const names = firstRows.slice(0, 2).map(({ number, cells }) => {
    return value === null ? `row-${number}` : cellText(cells[columns.indexOf(value)] ?? null, 'shown');
  });
  const examples = names.length > 1 ? `${names.join(', ')}, …` : names.join('');
  const isGood = data !== undefined && data.empty === 0 && data.repeated === 0;
  return (
    <Field
      label="Row names"
      error={error}
      description={
        <span className="flex gap-1.5">
          {data !== undefined &&
            (isGood ? (
              <TickDiscShape className="mt-0.5 shrink-0 text-succeeded" />
            ) : (
              <TriangleShape className="mt-0.5 shrink-0 text-attention" />
            ))}
          <span>
            {examples} {data !== undefined && namesSentence(data, totalRows ?? 0, format)}
          </span>
        </span>
      }
    >
      <Select
        value={value ?? numbered}
        onChange={(chosen) => onChange(chosen === numbered ? null : chosen)}
        options={[
          { value: numbered, label: 'Numbered, as in the table' },
          ...columns.map((column) => ({ value: column, label: `From column ${column}` })),
        ]}
      />
    </Field>
  );
}

function namesSentence({ empty, repeated, firstRepeated }: RowNamesView, rows: number, format: Format): string {
  if (empty === 0 && repeated === 0) return `All ${format.number(rows)} are different.`;
  const parts = [];
  if (repeated > 0)
    parts.push(
      `${format.count(repeated, 'row')} ${repeated === 1 ? 'has' : 'have'} a name that came before, first ${firstRepeated?.name.slice(0, 60) ?? ''} in row ${format.number(firstRepeated?.row ?? 0)}.`,
    );
  if (empty > 0) parts.push(`${format.count(empty, 'row')} ${empty === 1 ? 'has' : 'have'} no name.`);
  return `${parts.join(' ')} Those rows are not sent; choose another column, or let the rows be numbered.`;
}
