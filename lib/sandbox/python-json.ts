import { isJsonObject } from '#lib/jsonl/json-object.ts';

const notAscii = /[\u007f-\uffff]/;
const eachNotAscii = new RegExp(notAscii, 'g');

/**
 * JSON on one line as Python's `json.dumps` writes it, which is how OpenAI's result files look (recorded 2025):
 * `", "` and `": "` between things, everything beyond ASCII as `\uXXXX`. Members that are `undefined` are left out.
 * Text is put together step by step: result files of a million lines are written with it.
 */
export function toPythonJson(value: unknown): string {
  if (typeof value === 'string') return writeString(value);
  if (Array.isArray(value)) return writeArray(value);
  if (isJsonObject(value)) return writeObject(value);
  return JSON.stringify(value) ?? 'null';
}

function writeString(text: string): string {
  const written = JSON.stringify(text);
  return notAscii.test(written) ? written.replace(eachNotAscii, escapeCharacter) : written;
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function writeArray(items: readonly unknown[]): string {
  let written = '';
  for (const item of items) written += written === '' ? toPythonJson(item) : `, ${toPythonJson(item)}`;
  return `[${written}]`;
}

function writeObject(object: Readonly<Record<string, unknown>>): string {
  let written = '';
  for (const key of Object.keys(object)) {
    const member = object[key];
    if (member === undefined) continue;
    if (written !== '') written += ', ';
    written += `${writeString(key)}: ${toPythonJson(member)}`;
  }
  return `{${written}}`;
}
