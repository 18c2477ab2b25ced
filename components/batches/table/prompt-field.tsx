'use client';

import { Plus } from 'lucide-react';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { cn } from '#components/ui/class-names.ts';
import { Field } from '#components/ui/field.tsx';
import { Textarea } from '#components/ui/textarea.tsx';
import { templateProblemText } from '#lib/shared/words/template-problem-text.ts';
import type { TemplateProblem } from '#lib/tables/template/find-problems.ts';
import { parsePlaces, placeOf } from '#lib/tables/template/parse-places.ts';

interface PromptFieldProps {
  readonly label: string;
  readonly note?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly columns: readonly string[];
  readonly error: string | null;
  /** Places that no column has. */
  readonly problems: readonly TemplateProblem[];
  readonly placeholder?: string;
  readonly minRows: number;
  /** A button for each column below. */
  readonly hasButtons?: boolean;
}

const mostButtons = 24;

/** A text with places for the cells of a row: put in by a click, or typed, beginning with two braces. */
export function PromptField(props: PromptFieldProps) {
  const { label, note, value, onChange, columns, error, problems, placeholder, minRows, hasButtons = false } = props;
  const input = useRef<HTMLTextAreaElement>(null);
  const completion = usePlaceCompletion(value, columns);
  const [problem] = problems;

  const putIn = (column: string, from: number, to: number): void => {
    const place = placeOf(column);
    const rest = value.slice(to).startsWith('}}') ? value.slice(to + 2) : value.slice(to);
    onChange(value.slice(0, from) + place + rest);
    completion.close();
    // The cursor goes behind what was put in, once it stands there.
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(from + place.length, from + place.length);
    });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    const chosen = completion.onKey(event.key);
    if (chosen === null) return;
    event.preventDefault();
    if (chosen.column !== null) putIn(chosen.column, chosen.from, chosen.to);
  };
  return (
    <Field label={label} note={note} error={error ?? (problem === undefined ? null : templateProblemText(problem))}>
      <div className="relative">
        <PlacesBehind value={value} columns={columns} />
        <Textarea
          ref={input}
          value={value}
          rows={minRows}
          placeholder={placeholder}
          spellCheck
          autoComplete="off"
          aria-autocomplete="list"
          aria-controls={completion.isOpen ? completion.listId : undefined}
          aria-activedescendant={completion.isOpen ? completion.activeId : undefined}
          onKeyDown={onKeyDown}
          onChange={(event) => {
            onChange(event.target.value);
            completion.look(event.target.value, event.target.selectionStart);
          }}
          onBlur={completion.close}
          className="relative field-sizing-content bg-transparent text-[15px] leading-6"
        />
        {completion.isOpen && (
          <ul
            id={completion.listId}
            role="listbox"
            aria-label="Columns"
            className="absolute top-full left-3 z-10 mt-1 max-h-60 min-w-44 overflow-y-auto rounded-lg border border-line-strong bg-overlay p-1 shadow-2"
          >
            {completion.columns.map((column, at) => (
              <li
                key={column}
                id={`${completion.listId}-${at}`}
                role="option"
                aria-selected={at === completion.active}
                // The field keeps the focus.
                onMouseDown={(event) => {
                  event.preventDefault();
                  putIn(column, completion.from, completion.to);
                }}
                className={cn(
                  'cursor-pointer rounded-md px-2.5 py-1.5 max-md:py-3',
                  at === completion.active ? 'bg-hover dark:bg-pressed' : 'hover:bg-hover',
                )}
              >
                {column}
              </li>
            ))}
          </ul>
        )}
      </div>
      {hasButtons && (
        <div
          role="group"
          aria-label={`Put into ${label}`}
          className="mt-0.5 flex flex-wrap items-center gap-1.5 text-sm text-ink-3"
        >
          <span>Put in from the row</span>
          {columns.slice(0, mostButtons).map((column) => (
            <button
              key={column}
              type="button"
              onClick={() => {
                const { selectionStart = value.length, selectionEnd = value.length } = input.current ?? {};
                putIn(column, selectionStart, selectionEnd);
              }}
              className="inline-flex h-7 max-w-60 items-center gap-1 rounded-md border border-line-strong bg-raised pr-2.5 pl-[7px] font-medium text-ink hover:bg-hover max-md:h-10"
            >
              <Plus aria-hidden className="size-3.5 shrink-0 text-ink-3" />
              <span className="truncate">{column}</span>
            </button>
          ))}
          {columns.length > mostButtons && <span>and others: type {'{{'}</span>}
        </div>
      )}
    </Field>
  );
}

/** Paints a ground behind each place. It lies behind the text and adds no width, so that both stay together. */
function PlacesBehind({ value, columns }: { readonly value: string; readonly columns: readonly string[] }) {
  let at = 0;
  const painted = parsePlaces(value, columns).flatMap((piece) => {
    if (piece.kind === 'text') return [];
    const before = value.slice(at, piece.start);
    at = piece.end;
    return [
      before,
      <span
        key={piece.start}
        className={cn('rounded-sm', piece.isKnown ? 'bg-primary-soft' : 'bg-failed-soft outline-1 outline-failed')}
      >
        {value.slice(piece.start, piece.end)}
      </span>,
    ];
  });
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute inset-0 overflow-hidden rounded-md border border-transparent bg-raised px-[11px] py-2 text-[15px] leading-6 wrap-anywhere whitespace-pre-wrap text-transparent"
    >
      {painted}
      {value.slice(at)}
    </div>
  );
}

interface Chosen {
  /** Null: the key was for the list, but chooses nothing. */
  readonly column: string | null;
  readonly from: number;
  readonly to: number;
}

/** The columns that fit what is being typed behind two braces. */
function usePlaceCompletion(value: string, columns: readonly string[]) {
  const listId = useId();
  const [open, setOpen] = useState<{ readonly from: number; readonly to: number } | null>(null);
  const [active, setActive] = useState(0);
  const typed =
    open === null
      ? ''
      : value
          .slice(open.from + 2, open.to)
          .trim()
          .toLowerCase();
  const found = open === null ? [] : columns.filter((column) => column.toLowerCase().includes(typed)).slice(0, 50);
  const isOpen = open !== null && found.length > 0;
  const { from, to } = open ?? { from: 0, to: 0 };
  return {
    listId,
    isOpen,
    columns: found,
    active,
    activeId: `${listId}-${active}`,
    from,
    to,
    close: () => setOpen(null),
    look: (text: string, cursor: number) => {
      const start = /\{\{(?<name>[^{}\n]*)$/u.exec(text.slice(0, cursor))?.index;
      setActive(0);
      setOpen(start === undefined ? null : { from: start, to: cursor });
    },
    onKey: (key: string): Chosen | null => {
      if (!isOpen) return null;
      const step = (by: number): Chosen => {
        setActive((active + by + found.length) % found.length);
        return { column: null, from, to };
      };
      switch (key) {
        case 'ArrowDown':
          return step(1);
        case 'ArrowUp':
          return step(-1);
        case 'Escape':
          setOpen(null);
          return { column: null, from, to };
        case 'Enter':
        case 'Tab':
          return { column: found[active] ?? null, from, to };
        default:
          return null;
      }
    },
  };
}
