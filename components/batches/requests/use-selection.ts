'use client';

import { useState } from 'react';

/** As many lines as one retry takes when they are chosen one by one. */
export const maxSelected = 500;

export interface Selection {
  readonly lines: readonly number[];
  readonly has: (line: number) => boolean;
  readonly toggle: (line: number) => void;
  /** Ticks all of these lines, or none when all are ticked. */
  readonly toggleAll: (lines: readonly number[]) => void;
  readonly clear: () => void;
}

/** The ticked requests, by line. They stay ticked on other pages of the list. */
export function useSelection(): Selection {
  const [lines, setLines] = useState<ReadonlySet<number>>(new Set());
  return {
    lines: [...lines].toSorted((a, b) => a - b),
    has: (line) => lines.has(line),
    toggle: (line) => setLines((before) => before.symmetricDifference(new Set([line]))),
    toggleAll: (shown) =>
      setLines((before) =>
        shown.every((line) => before.has(line)) ? before.difference(new Set(shown)) : before.union(new Set(shown)),
      ),
    clear: () => setLines(new Set()),
  };
}
