'use client';

import { ChevronDown } from 'lucide-react';
import { cn } from './class-names.ts';

interface FilterMenuProps<Value extends string> {
  readonly label: string;
  /** What it says when nothing is chosen: "Any status". */
  readonly anyLabel: string;
  readonly value: Value | null;
  readonly onChange: (value: Value | null) => void;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly className?: string;
}

/**
 * A filter in one line: a quiet menu that says its value, with "any" on top. The browser's own list, so that a
 * phone shows its picker and no script is needed; where the browser can, it is drawn like our menus.
 */
export function FilterMenu<Value extends string>(props: FilterMenuProps<Value>) {
  const { label, anyLabel, value, onChange, options, className } = props;
  const chosen = options.find((option) => option.value === value);
  return (
    <span className={cn('relative inline-grid min-w-0', className)}>
      <select
        aria-label={label}
        value={value ?? ''}
        onChange={(event) => onChange(options.find((option) => option.value === event.target.value)?.value ?? null)}
        className="filter-menu peer h-(--control) w-full cursor-pointer truncate rounded-md border border-line-strong bg-raised pr-9 pl-3.5 font-medium text-ink shadow-1 transition-[background-color] hover:bg-hover"
      >
        <option value="">{anyLabel}</option>
        {value !== null && chosen === undefined && <option value={value}>{value}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      {/* On a ground of its own: where the browser draws the menu like ours, a long choice runs on below it. */}
      <span
        aria-hidden
        className="pointer-events-none absolute inset-y-px right-px grid w-10 place-items-center rounded-r-md bg-linear-to-r from-transparent to-raised to-40% transition-colors peer-hover:to-hover"
      >
        <ChevronDown className="size-4 text-ink-3" />
      </span>
    </span>
  );
}
