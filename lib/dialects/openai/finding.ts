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

/**
 * `names` are paths such as `body.model`. OpenAI names body members without `body.` in the message and with
 * it in `param`.
 */
export function missingMembers(names: readonly string[]): Finding {
  const [only = '', ...others] = names;
  const isOne = others.length === 0;
  const quoted = names.map((name) => `'${isOne ? name.replace(/^body\./u, '') : name}'`).join(', ');
  return {
    code: 'missing_required_parameter',
    param: names.join(', '),
    message: `Missing required parameter${isOne ? '' : 's'}: ${quoted}.`,
    path: isOne && only.startsWith('body.') ? ['body'] : [],
  };
}

/** `written` has the letters of `name`, but spaces, signs or capital letters of its own. */
export function misspelt(written: string, name: string): Finding {
  return {
    code: 'misspelt_name',
    param: name,
    message: `The name "${quotable(written)}" must be written "${name}".`,
    path: [written],
  };
}

/** OpenAI's words, when it is asked for. */
export function otherUrl(url: string, batchUrl: string, isStrict: boolean): Finding {
  const message = isStrict
    ? 'The URL provided for this request does not match the batch endpoint.'
    : `This line goes to ${quotable(url)}, most others go to ${quotable(batchUrl)}.`;
  return { code: 'invalid_url', param: 'url', message, path: ['url'] };
}

/** The wording is known from DashScope's copy of OpenAI's; so for `usedTwice`. */
export function otherModel(model: string): Finding {
  const message = `The model '${quotable(model)}' for this request does not match the rest of the batch. Each batch must contain requests for a single model.`;
  return { code: 'mismatched_model', param: 'body.model', message, path: ['body', 'model'] };
}

/** `firstLine` is the line that it repeats; null for OpenAI's words, which do not name it. */
export function usedTwice(customId: string, firstLine: number | null): Finding {
  const message =
    firstLine === null
      ? `The custom_id '${quotable(customId)}' for this request is a duplicate of another request. The custom_id parameter must be unique for each request in a batch.`
      : `The custom_id is used twice, first in line ${firstLine}.`;
  return { code: 'duplicate_custom_id', param: 'custom_id', message, path: ['custom_id'] };
}

export function wrongType(name: string, expected: string, value: unknown, path: readonly (string | number)[]): Finding {
  return {
    code: 'invalid_type',
    param: joinPath(path),
    message: `Invalid type for '${name}': expected ${expected}, but got ${nameType(value)} instead.`,
    path,
  };
}

/**
 * In UTF-16 units. OpenAI documents no limit. Pages list hundreds of custom_ids and every job's record names the
 * model, so a name of megabytes would take a server's memory; real ones stay below a hundred.
 */
const maxNameLength = 10_000;

/** Null for a text that may stand for a name: neither empty nor a whole document. */
export function checkText(name: string, path: readonly string[], text: string): Finding | null {
  if (text === '') {
    return {
      code: 'empty_string',
      param: joinPath(path),
      message: `Invalid '${name}': empty string. Expected a string with minimum length 1, but got an empty string instead.`,
      path,
    };
  }
  if (text.length <= maxNameLength) return null;
  return {
    code: 'string_above_max_length',
    param: joinPath(path),
    message: `Invalid '${name}': string too long. Expected a string with maximum length ${maxNameLength}, but got a string with length ${text.length} instead.`,
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
