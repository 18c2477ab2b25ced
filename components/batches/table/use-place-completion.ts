'use client';

import { useState } from 'react';

export interface PlaceCompletion {
  readonly isOpen: boolean;
  /** Those that fit what has been typed. */
  readonly columns: readonly string[];
  readonly active: number;
  /** From where to where the text is that a place takes the place of. */
  readonly from: number;
  readonly to: number;
  readonly close: () => void;
  /** Looks at what was typed up to the cursor. */
  readonly look: (text: string, cursor: number) => void;
  /** Null for a key that is the text's; a column where the key chooses one. */
  readonly onKey: (key: string) => { readonly column: string | null } | null;
}

const mostColumns = 50;

/** The columns that fit what is being typed behind two braces. */
export function usePlaceCompletion(value: string, columns: readonly string[]): PlaceCompletion {
  const [open, setOpen] = useState<{ readonly from: number; readonly to: number } | null>(null);
  const [active, setActive] = useState(0);
  const { from, to } = open ?? { from: 0, to: 0 };
  const typed = open === null ? '' : value.slice(from + 2, to);
  const found = open === null ? [] : fitting(typed, columns);
  const isOpen = found.length > 0;
  const onKey = (key: string): { readonly column: string | null } | null => {
    if (!isOpen) return null;
    const step = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) setActive((active + step + found.length) % found.length);
    if (key === 'Escape') setOpen(null);
    if (step !== 0 || key === 'Escape') return { column: null };
    return key === 'Enter' || key === 'Tab' ? { column: found[active] ?? null } : null;
  };
  return {
    isOpen,
    columns: found,
    active,
    from,
    to,
    close: () => setOpen(null),
    look: (text, cursor) => {
      const start = /\{\{[^{}\n]*$/u.exec(text.slice(0, cursor))?.index;
      setActive(0);
      setOpen(start === undefined ? null : { from: start, to: cursor });
    },
    onKey,
  };
}

function fitting(typed: string, columns: readonly string[]): readonly string[] {
  const part = typed.trim().toLowerCase();
  return columns.filter((column) => column.toLowerCase().includes(part)).slice(0, mostColumns);
}
