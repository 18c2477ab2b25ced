'use client';

import { useQuery } from '@tanstack/react-query';
import { ArrowRight, ChevronLeft, ChevronRight } from 'lucide-react';
import { Fragment, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Input } from '#components/ui/input.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import { Scrollable } from '#components/ui/scrollable.tsx';
import { Segmented } from '#components/ui/segmented.tsx';
import type { TableRow } from '#lib/shared/contract/table.ts';
import type { Template } from '#lib/shared/contract/template.ts';
import { cellText } from '#lib/tables/template/cell-text.ts';
import { parsePlaces } from '#lib/tables/template/parse-places.ts';
import { renderRow } from '#lib/tables/template/render-row.ts';
import { answerColumns } from './answer-words.ts';
import { tableRowsOptions } from './table-queries.ts';

interface PreviewProps {
  readonly batchId: string;
  readonly revision: string;
  readonly template: Template;
  readonly columns: readonly string[];
  /** The first rows, which are there before all have been read. */
  readonly firstRows: readonly TableRow[];
  /** Null while they are still being read. */
  readonly totalRows: number | null;
}

const shownRows = 3;

/** Three finished requests, as the model will get them. */
export function Preview({ batchId, revision, template, columns, firstRows, totalRows }: PreviewProps) {
  const [look, setLook] = useState<'text' | 'json'>('text');
  const [place, setPlace] = useState<{ readonly start: number } | { readonly row: number }>({ start: 0 });
  const isHere = 'start' in place && place.start + shownRows <= firstRows.length;
  const { data } = useQuery({
    ...tableRowsOptions({ batchId, revision }, { ...place, count: shownRows }),
    enabled: !isHere && totalRows !== null,
  });
  const start = isHere ? place.start : (data?.start ?? 0);
  const rows = isHere ? firstRows.slice(start, start + shownRows) : (data?.rows ?? firstRows.slice(0, shownRows));
  return (
    <aside
      aria-label="Preview"
      className="min-w-0 xl:sticky xl:top-[76px] xl:max-h-[calc(100dvh-176px)] xl:overflow-y-auto xl:border-l xl:border-line xl:pl-8 max-xl:border-t max-xl:border-line max-xl:pt-5"
    >
      <div className="mb-1 flex min-h-7 items-center gap-2.5">
        <h3 className="font-medium">What the model gets</h3>
        <div className="ml-auto">
          <Segmented
            label="Show as"
            value={look}
            onChange={setLook}
            options={[
              { value: 'text', label: 'Text' },
              { value: 'json', label: 'JSON' },
            ]}
          />
        </div>
      </div>
      {look === 'text' && <SystemText template={template} columns={columns} row={rows[0]} />}
      {rows.map((row) => (
        <article key={row.number} className="border-t border-line py-3.5 first-of-type:border-t-0">
          {look === 'text' ? (
            <RequestText template={template} columns={columns} row={row} />
          ) : (
            <RequestJson template={template} columns={columns} row={row} />
          )}
        </article>
      ))}
      <RowPager
        rows={rows}
        start={start}
        totalRows={totalRows}
        onGo={(next) => setPlace({ start: next })}
        onFind={(row) => setPlace({ row })}
      />
    </aside>
  );
}

interface OfRow {
  readonly template: Template;
  readonly columns: readonly string[];
  readonly row: TableRow;
}

function SystemText({ template, columns, row }: Omit<OfRow, 'row'> & { readonly row: TableRow | undefined }) {
  if (template.system === '' || template.answer.kind === 'vector' || row === undefined) return null;
  const isSame = parsePlaces(template.system, columns).every(({ kind }) => kind === 'text');
  return (
    <div className="pt-2 pb-3 text-ink-2">
      <span className="block text-sm text-ink-3">
        System{isSame ? ', the same for each row' : ', of the first row'}
      </span>
      <FilledPrompt prompt={template.system} template={template} columns={columns} row={row} />
    </div>
  );
}

function RequestText({ template, columns, row }: OfRow) {
  const { answer, imageColumn, nameColumn, numbers } = template;
  const { custom_id: customId } = renderRow(template, { ...row, columns });
  const textOf = (column: string | null): string =>
    column === null ? '' : cellText(row.cells[columns.indexOf(column)] ?? null, numbers);
  const image = textOf(imageColumn);
  return (
    <>
      <p className="mb-1 flex items-baseline gap-2.5 text-sm text-ink-3">
        <b className="text-base font-bold text-ink">Row {row.number}</b>
        {nameColumn !== null && <span className="min-w-0 truncate">{customId === '' ? 'no name' : customId}</span>}
      </p>
      <div className="text-[15px] leading-6 text-pretty wrap-anywhere">
        {answer.kind === 'vector' ? (
          <Filled>{textOf(answer.column)}</Filled>
        ) : (
          <FilledPrompt prompt={template.prompt} template={template} columns={columns} row={row} />
        )}
      </div>
      {image !== '' && <p className="mt-1.5 truncate text-sm text-ink-3">with the image {image}</p>}
      <AnswerNote answer={answer} />
    </>
  );
}

function AnswerNote({ answer }: { readonly answer: Template['answer'] }) {
  const names = answer.kind === 'choices' ? answer.choices : answerColumns(answer).map(({ name }) => name);
  if (answer.kind === 'text' || answer.kind === 'vector' || names.length === 0) return null;
  return (
    <p className="mt-2.5 flex flex-wrap items-center gap-1.5 text-sm text-ink-3">
      <ArrowRight aria-hidden className="size-3.5" />
      <span>{answer.kind === 'choices' ? 'answers with one of' : 'answers with'}</span>
      {names.slice(0, 12).map((name, at) => (
        <span key={at} className="rounded-sm border border-dashed border-line-control px-1.5 text-ink-2">
          {name}
        </span>
      ))}
      {names.length > 12 && <span>and {names.length - 12} more</span>}
    </p>
  );
}

const mostCharacters = 4000;

function FilledPrompt({ prompt, template, columns, row }: OfRow & { readonly prompt: string }) {
  const pieces = parsePlaces(prompt, columns);
  return (
    <p className="whitespace-pre-wrap">
      {pieces.map((piece, at) => {
        if (piece.kind === 'text') return <Fragment key={at}>{piece.text}</Fragment>;
        if (!piece.isKnown) return <Fragment key={at}>{prompt.slice(piece.start, piece.end)}</Fragment>;
        const text = cellText(row.cells[columns.indexOf(piece.column)] ?? null, template.numbers);
        return <Filled key={at}>{text || (piece.otherwise ?? '')}</Filled>;
      })}
    </p>
  );
}

function Filled({ children }: { readonly children: string }) {
  const format = useFormat();
  if (children === '') return <span className="text-ink-3">(empty)</span>;
  const left = children.length - mostCharacters;
  return (
    <>
      <mark className="rounded-[3px] bg-primary-soft box-decoration-clone px-[3px] py-px text-inherit">
        {children.slice(0, mostCharacters)}
      </mark>
      {left > 0 && <span className="text-sm text-ink-3"> … and {format.count(left, 'more character')}</span>}
    </>
  );
}

function RequestJson({ template, columns, row }: OfRow) {
  const text = JSON.stringify(renderRow(template, { ...row, columns }), null, 2);
  return (
    <Scrollable label={`Request of row ${row.number}`} className="max-h-80 rounded-md bg-sunken">
      <pre className="mono p-3 text-xs whitespace-pre-wrap wrap-anywhere">{text.slice(0, 20_000)}</pre>
    </Scrollable>
  );
}

interface RowPagerProps {
  readonly rows: readonly TableRow[];
  readonly start: number;
  readonly totalRows: number | null;
  readonly onGo: (start: number) => void;
  readonly onFind: (row: number) => void;
}

function RowPager({ rows, start, totalRows, onGo, onFind }: RowPagerProps) {
  const format = useFormat();
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) return null;
  const isLast = totalRows === null || start + rows.length >= totalRows;
  return (
    <div className="flex items-center gap-2 border-t border-line pt-3">
      <span className="text-sm text-ink-3">
        {rows.length === 1
          ? `Row ${format.number(first.number)}`
          : `Rows ${format.number(first.number)} to ${format.number(last.number)}`}
      </span>
      <form
        className="ml-auto flex items-center gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          const row = Number(new FormData(event.currentTarget).get('row'));
          if (Number.isInteger(row) && row > 0) onFind(row);
        }}
      >
        <Input
          name="row"
          aria-label="Go to row"
          placeholder="Row"
          inputMode="numeric"
          autoComplete="off"
          className="h-(--control-small) w-20 text-sm"
          disabled={totalRows === null}
        />
      </form>
      <Button
        size="small"
        isIcon
        aria-label="Rows before"
        disabled={start === 0}
        onClick={() => onGo(Math.max(0, start - shownRows))}
      >
        <ChevronLeft aria-hidden />
      </Button>
      <Button size="small" isIcon aria-label="Rows after" disabled={isLast} onClick={() => onGo(start + shownRows)}>
        <ChevronRight aria-hidden />
      </Button>
    </div>
  );
}
