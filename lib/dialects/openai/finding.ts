import { cut, showableText } from '#lib/jsonl/storable-text.ts';
import type { ProblemCode } from '#lib/shared/contract/problem-codes.ts';

/** Something wrong with one request. `path` leads to the place to show, null where there is nothing to see. */
export interface Finding {
  readonly code: ProblemCode;
  readonly param: string | null;
  readonly message: string;
  readonly path: readonly (string | number)[] | null;
}

const maxQuotedLength = 200;

/** A value from the file as it may stand in a message: cut, without control characters. */
export function quotable(text: string): string {
  return showableText(cut(text, maxQuotedLength));
}

/** `parent` leads to the object that lacks the member; OpenAI names body members without `body.` in the message and with it in `param`. */
export function missingMember(name: string, parent: readonly string[]): Finding {
  return {
    code: 'missing_required_parameter',
    param: [...parent, name].join('.'),
    message: `Missing required parameter: '${name}'.`,
    path: parent,
  };
}

export function wrongType(name: string, expected: string, value: unknown, path: readonly (string | number)[]): Finding {
  return {
    code: 'invalid_type',
    param: joinPath(path),
    message: `Invalid type for '${name}': expected ${expected}, but got ${nameType(value)} instead.`,
    path,
  };
}

export function emptyText(name: string, path: readonly string[]): Finding {
  return {
    code: 'empty_string',
    param: joinPath(path),
    message: `Invalid '${name}': empty string. Expected a string with minimum length 1, but got an empty string instead.`,
    path,
  };
}

export function longText(name: string, path: readonly string[], length: number, maxLength: number): Finding {
  return {
    code: 'string_above_max_length',
    param: joinPath(path),
    message: `Invalid '${name}': string too long. Expected a string with maximum length ${maxLength}, but got a string with length ${length} instead.`,
    path,
  };
}

export function emptyList(name: string, path: readonly string[]): Finding {
  return {
    code: 'empty_array',
    param: joinPath(path),
    message: `Invalid '${name}': empty array. Expected an array with minimum length 1, but got an empty array instead.`,
    path,
  };
}

/** `['body', 'messages', 0]` → `body.messages[0]`. */
export function joinPath(path: readonly (string | number)[]): string {
  return path.reduce<string>((joined, step) => {
    if (typeof step === 'number') return `${joined}[${step}]`;
    return joined === '' ? step : `${joined}.${step}`;
  }, '');
}

/** The words of OpenAI's invalid_type messages. */
function nameType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a decimal';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
