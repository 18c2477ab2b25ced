import { type TableProblem, type TableProblemCode, tableProblemCodes } from '#lib/shared/contract/table.ts';

const shownPlaces = 10;

interface Noted {
  count: number;
  readonly places: { readonly row: number; readonly column: number | null }[];
}

/** Counts what is noted about rows and keeps the first places; columns are known by index until they have names. */
export class ProblemList {
  readonly #noted = new Map<TableProblemCode, Noted>();

  note(code: TableProblemCode, row: number, column: number | null): void {
    const known = this.#noted.get(code);
    if (known === undefined) {
      this.#noted.set(code, { count: 1, places: [{ row, column }] });
      return;
    }
    known.count += 1;
    if (known.places.length < shownPlaces) known.places.push({ row, column });
  }

  list(columns: readonly string[]): TableProblem[] {
    return tableProblemCodes.flatMap((code) => {
      const noted = this.#noted.get(code);
      if (noted === undefined) return [];
      const places = noted.places.map(({ row, column }) => ({
        row,
        column: column === null ? null : (columns[column] ?? null),
      }));
      return [{ code, count: noted.count, places }];
    });
  }
}
