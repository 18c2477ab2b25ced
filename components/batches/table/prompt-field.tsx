'use client';

import { type KeyboardEvent, useRef } from 'react';
import { cn } from '#components/ui/class-names.ts';
import { Field } from '#components/ui/field.tsx';
import { Textarea } from '#components/ui/textarea.tsx';
import { templateProblemText } from '#lib/shared/words/template-problem-text.ts';
import type { TemplateProblem } from '#lib/tables/template/find-problems.ts';
import { placeOf } from '#lib/tables/template/parse-places.ts';
import { ColumnButtons } from './column-buttons.tsx';
import { PlacesBehind } from './places-behind.tsx';
import { type PlaceCompletion, usePlaceCompletion } from './use-place-completion.ts';

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

/** A text with places for the cells of a row: put in by a click, or typed, beginning with two braces. */
export function PromptField(props: PromptFieldProps) {
  const { label, note, value, onChange, columns, error, problems, placeholder, minRows, hasButtons = false } = props;
  const { input, completion, putIn, onKeyDown } = usePrompt(value, onChange, columns);
  const [problem] = problems;
  return (
    <Field label={label} note={note} error={error ?? (problem === undefined ? null : templateProblemText(problem))}>
      <div className="relative">
        <PlacesBehind value={value} columns={columns} />
        <Textarea
          ref={input}
          value={value}
          rows={minRows}
          placeholder={placeholder}
          autoComplete="off"
          onKeyDown={onKeyDown}
          onChange={(event) => {
            onChange(event.target.value);
            completion.look(event.target.value, event.target.selectionStart);
          }}
          onBlur={completion.close}
          className={cn(
            'relative field-sizing-content bg-transparent text-[15px] leading-6',
            minRows > 1 && 'min-h-[118px]',
          )}
        />
        {completion.isOpen && <Suggestions completion={completion} onChoose={putIn} />}
      </div>
      {hasButtons && (
        <ColumnButtons
          label={`Put into ${label}`}
          columns={columns}
          onPutIn={(column) => {
            const { selectionStart = value.length, selectionEnd = value.length } = input.current ?? {};
            putIn(column, selectionStart, selectionEnd);
          }}
        />
      )}
    </Field>
  );
}

/** The text with its cursor, where places are put in. */
function usePrompt(value: string, onChange: (value: string) => void, columns: readonly string[]) {
  const input = useRef<HTMLTextAreaElement>(null);
  const completion = usePlaceCompletion(value, columns);
  const putIn = (column: string, from: number, to: number): void => {
    const text = withPlace(value, column, from, to);
    onChange(text.whole);
    completion.close();
    // The cursor goes behind what was put in, once it stands there.
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(text.cursor, text.cursor);
    });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    const chosen = completion.onKey(event.key);
    if (chosen === null) return;
    event.preventDefault();
    if (chosen.column !== null) putIn(chosen.column, completion.from, completion.to);
  };
  return { input, completion, putIn, onKeyDown };
}

/** Takes the place of what was typed of a place, its closing braces too. */
function withPlace(value: string, column: string, from: number, to: number) {
  const place = placeOf(column);
  const rest = value.slice(to);
  return {
    whole: value.slice(0, from) + place + (rest.startsWith('}}') ? rest.slice(2) : rest),
    cursor: from + place.length,
  };
}

interface SuggestionsProps {
  readonly completion: PlaceCompletion;
  readonly onChoose: (column: string, from: number, to: number) => void;
}

/** The keys go on to the text: the list is only shown, and said. */
function Suggestions({ completion, onChoose }: SuggestionsProps) {
  const { columns, active, from, to } = completion;
  return (
    <div className="absolute top-full left-3 z-10 mt-1 max-h-60 max-w-[calc(100%-24px)] min-w-44 overflow-y-auto rounded-lg border border-line-strong bg-overlay p-1 shadow-2">
      <ul aria-label="Columns">
        {columns.map((column, at) => (
          <li key={column}>
            <button
              type="button"
              tabIndex={-1}
              data-active={at === active || undefined}
              // The text keeps the focus.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => onChoose(column, from, to)}
              className="block w-full truncate rounded-md px-2.5 py-1.5 text-left hover:bg-hover data-active:bg-hover max-md:py-3 dark:data-active:bg-pressed"
            >
              {column}
            </button>
          </li>
        ))}
      </ul>
      <output className="sr-only">
        {columns[active]}, {active + 1} of {columns.length}. Enter puts it in.
      </output>
    </div>
  );
}
