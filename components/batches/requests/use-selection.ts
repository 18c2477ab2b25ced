'use client';

import { useState } from 'react';
import type { RequestFilter } from '#lib/shared/contract/request-filter.ts';

/** As many lines as one retry takes when they are chosen one by one. */
export const maxSelected = 500;

/** Everything that the list's filter finds, on all its pages. */
export interface MatchingSelection {
  readonly filter: RequestFilter;
  /** Null where only counting them all would tell. */
  readonly total: number | null;
}

export interface Selection {
  readonly lines: readonly number[];
  /** Null while lines are chosen one by one. */
  readonly matching: MatchingSelection | null;
  readonly isEmpty: boolean;
  readonly has: (line: number) => boolean;
  /** Ticks or unticks a line of those that are shown; `isRange` does so from the one that was pressed before. */
  readonly toggle: (line: number, shown: readonly number[], isRange: boolean) => void;
  /** Ticks all of these lines, or none when all are ticked. */
  readonly toggleAll: (lines: readonly number[]) => void;
  readonly selectMatching: (matching: MatchingSelection) => void;
  readonly clear: () => void;
}

interface SelectionState {
  readonly lines: ReadonlySet<number>;
  readonly matching: MatchingSelection | null;
  /** The line that was pressed last. */
  readonly last: number | null;
}

const nothing: SelectionState = { lines: new Set(), matching: null, last: null };

/** The ticked requests, by line. They stay ticked on other pages of the list. */
export function useSelection(): Selection {
  const [state, setState] = useState(nothing);
  const { lines, matching } = state;
  return {
    lines: [...lines].toSorted((a, b) => a - b),
    matching,
    isEmpty: matching === null && lines.size === 0,
    has: (line) => matching !== null || lines.has(line),
    toggle: (line, shown, isRange) => setState((before) => toggled(before, line, shown, isRange)),
    toggleAll: (shown) => setState((before) => toggledAll(before, shown)),
    selectMatching: (next) => setState({ ...nothing, matching: next }),
    clear: () => setState(nothing),
  };
}

/** Of "all that match" the rest of the page stays ticked when one of it is unticked. */
export function toggled(
  before: SelectionState,
  line: number,
  shown: readonly number[],
  isRange: boolean,
): SelectionState {
  const ticked = before.matching === null ? before.lines : new Set(shown);
  const from = isRange && before.last !== null ? shown.indexOf(before.last) : -1;
  const to = shown.indexOf(line);
  if (from < 0 || to < 0) {
    return { lines: ticked.symmetricDifference(new Set([line])), matching: null, last: line };
  }
  const range = new Set(shown.slice(Math.min(from, to), Math.max(from, to) + 1));
  const lines = ticked.has(line) ? ticked.difference(range) : ticked.union(range);
  return { lines, matching: null, last: line };
}

function toggledAll(before: SelectionState, shown: readonly number[]): SelectionState {
  if (before.matching !== null) return nothing;
  const areAll = shown.every((line) => before.lines.has(line));
  const page = new Set(shown);
  return { ...before, lines: areAll ? before.lines.difference(page) : before.lines.union(page) };
}
