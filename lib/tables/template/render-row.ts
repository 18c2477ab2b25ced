import type { TableRow } from '#lib/shared/contract/table.ts';
import type { Template } from '#lib/shared/contract/template.ts';
import { answerFormat } from './answer-format.ts';
import { cellText } from './cell-text.ts';
import { parsePlaces } from './parse-places.ts';

type Json = Template['parameters'][string];

/** A line of a batch's input file, with its members in the order in which they are written. */
export interface RenderedRequest {
  readonly custom_id: string;
  readonly method: 'POST';
  readonly url: string;
  readonly body: Readonly<Record<string, Json>>;
}

/** A row that knows what its cells are called. */
export interface NamedRow extends TableRow {
  readonly columns: readonly string[];
}

/**
 * The request that a template makes of a row. Pure: the preview, the check, the file and a script agree to the byte. A
 * place that no column has stays as it is written; `findTemplateProblems` says so before anything is made.
 */
export function renderRow(template: Template, row: NamedRow): RenderedRequest {
  return createRenderer(template, row.columns)(row);
}

/** `renderRow` for many rows of one table. */
export function createRenderer(template: Template, columns: readonly string[]): (row: TableRow) => RenderedRequest {
  const placeByColumn = new Map(columns.map((name, index) => [name, index]));
  const textOf = ({ cells }: TableRow, column: string | null): string => {
    const index = column === null ? undefined : placeByColumn.get(column);
    return index === undefined ? '' : cellText(cells[index] ?? null, template.numbers);
  };
  const fill = (prompt: string): ((row: TableRow) => string) => {
    const pieces = parsePlaces(prompt, columns);
    return (row) => {
      let text = '';
      for (const piece of pieces) {
        if (piece.kind === 'text') text += piece.text;
        else if (!piece.isKnown) text += prompt.slice(piece.start, piece.end);
        else text += textOf(row, piece.column) || (piece.otherwise ?? '');
      }
      return text;
    };
  };
  const prompt = fill(template.prompt);
  const system = fill(template.system);
  const bodyOf = bodies[endpointOf(template)];
  const format = answerFormat(template);
  return (row) => ({
    custom_id: template.nameColumn === null ? `row-${row.number}` : textOf(row, template.nameColumn),
    method: 'POST',
    url: endpointOf(template),
    body: {
      model: template.model,
      ...bodyOf({
        prompt: template.answer.kind === 'vector' ? textOf(row, template.answer.column) : prompt(row),
        system: system(row),
        image: textOf(row, template.imageColumn).trim(),
      }),
      ...template.parameters,
      ...format,
    },
  });
}

/** The line that is sent, without its line break. */
export function renderLine(request: RenderedRequest): string {
  return JSON.stringify(request);
}

export function endpointOf({ answer, endpoint }: Template): keyof typeof bodies {
  return answer.kind === 'vector' ? '/v1/embeddings' : endpoint;
}

interface RowTexts {
  readonly prompt: string;
  readonly system: string;
  /** The address of an image; empty for none. */
  readonly image: string;
}

const bodies = {
  '/v1/chat/completions': ({ prompt, system, image }: RowTexts): Record<string, Json> => ({
    messages: [
      ...(system === '' ? [] : [{ role: 'system', content: system }]),
      {
        role: 'user',
        content:
          image === ''
            ? prompt
            : [
                { type: 'text', text: prompt },
                { type: 'image_url', image_url: { url: image } },
              ],
      },
    ],
  }),
  '/v1/responses': ({ prompt, system, image }: RowTexts): Record<string, Json> => ({
    ...(system === '' ? {} : { instructions: system }),
    input:
      image === ''
        ? prompt
        : [
            {
              role: 'user',
              content: [
                { type: 'input_text', text: prompt },
                { type: 'input_image', image_url: image },
              ],
            },
          ],
  }),
  '/v1/embeddings': ({ prompt }: RowTexts): Record<string, Json> => ({ input: prompt }),
};
