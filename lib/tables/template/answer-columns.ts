import type { AnswerEnd } from '#lib/shared/contract/answer-end.ts';
import type { Cell } from '#lib/shared/contract/table.ts';
import type { AnswerField, Template } from '#lib/shared/contract/template.ts';
import { isJsonObject, type JsonObject, parseJsonObject } from '#lib/shared/reading/json-value.ts';
import { choiceMember } from './answer-format.ts';

/** An answer in the columns of its template. */
export interface AnswerCells {
  /** One for each of `answerHeadings`. */
  readonly cells: readonly Cell[];
  /** In what it does not fit its template; null where it fits. What stands in no cell is quoted there. */
  readonly error: string | null;
}

/** The columns of the answers, before they are told apart from others of the same name. */
export function answerHeadings({ answer }: Template): readonly string[] {
  return answer.kind === 'fields' ? answer.fields.map(({ name }) => name) : ['answer'];
}

/**
 * What an answer says in each of its columns, and where it does not fit its template. Nothing of it is lost: what fits no
 * cell is told in `error`. `text` is null where there is nothing to read.
 */
export function answerCells({ answer }: Template, text: string | null, ended: AnswerEnd): AnswerCells {
  if (answer.kind === 'text' || answer.kind === 'vector') return { cells: [text], error: null };
  const isEmpty = text === null || text.trim() === '';
  const value = isEmpty ? null : parseAnswer(text);
  if (answer.kind === 'choices') {
    if (isEmpty) return { cells: [null], error: emptyError };
    const chosen = value === null ? text.trim() : value[choiceMember];
    if (typeof chosen === 'string' && answer.choices.includes(chosen))
      return { cells: [chosen], error: othersError(value, [choiceMember]) };
    return { cells: [text], error: value === null ? notJson(ended) : 'The answer is none of the choices.' };
  }
  if (isEmpty) return { cells: answer.fields.map(() => null), error: emptyError };
  if (value === null) return { cells: answer.fields.map(() => null), error: `${notJson(ended)} It says: ${text}` };
  return fieldCells(answer.fields, value);
}

const emptyError = 'The answer is empty.';

function notJson(ended: AnswerEnd): string {
  if (ended === 'refused') return 'The model refused to answer.';
  return ended === 'cut_off'
    ? 'The answer was cut off before it was whole.'
    : 'The answer is not the JSON that was asked for.';
}

/** Models that are not held to a schema put their JSON between fences. */
const fenced = /^\s*```(?:json)?\s*\n([\s\S]*?)\n?\s*```\s*$/iu;

function parseAnswer(text: string): JsonObject | null {
  return parseJsonObject(text) ?? parseJsonObject(fenced.exec(text)?.[1] ?? '');
}

function fieldCells(fields: readonly AnswerField[], value: JsonObject): AnswerCells {
  const errors: string[] = [];
  const cells = fields.map((field): Cell => {
    const found = Object.hasOwn(value, field.name) ? value[field.name] : undefined;
    if (found === undefined) errors.push(`“${field.name}” is missing.`);
    else if (!fits(field, found)) errors.push(`“${field.name}” is not ${wanted[field.type]}.`);
    return cellOf(found);
  });
  const others = othersError(
    value,
    fields.map(({ name }) => name),
  );
  if (others !== null) errors.push(others);
  return { cells, error: errors.length === 0 ? null : errors.join(' ') };
}

const wanted: Readonly<Record<AnswerField['type'], string>> = {
  text: 'a text',
  number: 'a number',
  whole_number: 'a whole number',
  yes_no: 'yes or no',
  choices: 'one of its choices',
};

function fits({ type, choices }: AnswerField, value: unknown): boolean {
  if (type === 'text') return typeof value === 'string';
  if (type === 'choices') return typeof value === 'string' && choices.includes(value);
  if (type === 'yes_no') return typeof value === 'boolean';
  return typeof value === 'number' && (type === 'number' || Number.isInteger(value));
}

function cellOf(value: unknown): Cell {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return { n: value, s: String(value), f: 'General' };
  return JSON.stringify(value);
}

/** What the answer says besides. */
function othersError(value: JsonObject | null, names: readonly string[]): string | null {
  const others = Object.entries(value ?? {}).filter(([name]) => !names.includes(name));
  return others.length === 0 ? null : `The answer says more: ${JSON.stringify(Object.fromEntries(others))}`;
}

/** The vectors in the body of an embeddings response, as JSON: one as a list, several as a list of lists. */
export function vectorText(body: unknown): string | null {
  const data = isJsonObject(body) && Array.isArray(body['data']) ? body['data'] : [];
  const vectors = data.flatMap((each: unknown) => (isJsonObject(each) ? [each['embedding']] : []));
  const [first] = vectors;
  if (first === undefined) return null;
  if (vectors.length > 1) return JSON.stringify(vectors);
  return typeof first === 'string' ? first : JSON.stringify(first);
}
