import type { Template } from '#lib/shared/contract/template.ts';
import { parsePlaces } from './parse-places.ts';

/** Something in a template that a table does not have. */
export interface TemplateProblem {
  readonly field: 'prompt' | 'system' | 'nameColumn' | 'imageColumn' | 'answer';
  /** What the template calls the column. */
  readonly column: string;
  /** A column that is called nearly so; null where none is. */
  readonly similar: string | null;
  /** Where it stands in a prompt. */
  readonly start: number;
  readonly end: number;
}

/** What of a template no column of a table fits. Pure. */
export function findTemplateProblems(template: Template, columns: readonly string[]): readonly TemplateProblem[] {
  const { answer, imageColumn, nameColumn } = template;
  const isVector = answer.kind === 'vector';
  return [
    ...(isVector ? [] : ofPrompt('prompt', template.prompt, columns)),
    ...(isVector ? [] : ofPrompt('system', template.system, columns)),
    ...ofColumn('nameColumn', nameColumn, columns),
    ...(isVector ? [] : ofColumn('imageColumn', imageColumn, columns)),
    ...(isVector ? ofColumn('answer', answer.column, columns) : []),
  ];
}

function ofPrompt(field: 'prompt' | 'system', prompt: string, columns: readonly string[]): readonly TemplateProblem[] {
  return parsePlaces(prompt, columns).flatMap((piece) =>
    piece.kind === 'text' || piece.isKnown
      ? []
      : [
          {
            field,
            column: piece.column,
            similar: findSimilar(piece.column, columns),
            start: piece.start,
            end: piece.end,
          },
        ],
  );
}

function ofColumn(
  field: 'nameColumn' | 'imageColumn' | 'answer',
  column: string | null,
  columns: readonly string[],
): readonly TemplateProblem[] {
  if (column === null || columns.includes(column)) return [];
  return [{ field, column, similar: findSimilar(column, columns), start: 0, end: 0 }];
}

function findSimilar(name: string, columns: readonly string[]): string | null {
  const plain = plainName(name);
  return plain === '' ? null : (columns.find((column) => plainName(column) === plain) ?? null);
}

/** Without what people mistype: case, spaces, punctuation, accents. */
function plainName(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}
