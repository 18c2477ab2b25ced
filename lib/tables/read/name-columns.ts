import type { Cell } from '#lib/shared/contract/table.ts';
import { cellText } from './cell-text.ts';
import { columnLetters } from './column-letters.ts';

const maxNameLength = 200;

export interface ColumnNames {
  readonly names: readonly string[];
  /** Indexes of columns whose name was made up, or changed. */
  readonly unnamed: readonly number[];
  readonly repeated: readonly number[];
}

/**
 * Names each column by its cell of the header, and each differently: a second `name` is called `name (2)`, one without
 * a name `Column C`. White space and control characters become single spaces.
 */
export function nameColumns(header: readonly Cell[], width: number): ColumnNames {
  const wanted = Array.from({ length: width }, (_, index) => tidyName(cellText(header[index])));
  const given = new Set(wanted);
  const used = new Set<string>();
  const unnamed: number[] = [];
  const repeated: number[] = [];
  const names = wanted.map((name, index) => {
    if (name === '') unnamed.push(index);
    else if (used.has(name)) repeated.push(index);
    const made = name === '' ? `Column ${columnLetters(index)}` : name;
    const isFree = (candidate: string): boolean =>
      !used.has(candidate) && (candidate === name || !given.has(candidate));
    const free = isFree(made) ? made : findFree(made, isFree);
    used.add(free);
    return free;
  });
  return { names, unnamed, repeated };
}

function tidyName(text: string): string {
  const name = text.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim();
  return name.length <= maxNameLength ? name : `${name.slice(0, maxNameLength).toWellFormed()}…`;
}

function findFree(name: string, isFree: (candidate: string) => boolean): string {
  for (let count = 2; ; count += 1) {
    const candidate = `${name} (${count})`;
    if (isFree(candidate)) return candidate;
  }
}
