import { parseJson } from '#lib/jsonl/decode.ts';
import type { JsonFaultCode } from '#lib/shared/contract/problem-codes.ts';

export interface JsonFault {
  readonly code: JsonFaultCode;
  /** What stands at the place, for the message; null where that says nothing. */
  readonly what: string | null;
}

const oddSpaces: Readonly<Record<string, string>> = {
  '\u00a0': 'a no-break space',
  '\u2007': 'a figure space',
  '\u200b': 'a zero-width space',
  '\u200c': 'a zero-width non-joiner',
  '\u200d': 'a zero-width joiner',
  '\u2028': 'a line separator',
  '\u2029': 'a paragraph separator',
  '\u202f': 'a narrow no-break space',
  '\u2060': 'a word joiner',
  '\u3000': 'an ideographic space',
};

/** Says by what stands at `position`, where `findJsonError` has found that no JSON can go on, what is wrong there. */
export function nameJsonFault(text: string, position: number): JsonFault {
  if (position >= text.length) return { code: 'json_cut_off', what: 'it ends too early' };
  const before = text.slice(0, position).trimEnd();
  const character = String.fromCodePoint(text.codePointAt(position) ?? 0);
  return (
    nameCharacter(character) ??
    nameWord(text, position) ??
    nameEnd(before, text.slice(position)) ??
    nameName(before.at(-1), character) ?? { code: 'invalid_json_line', what: null }
  );
}

/** One that JSON never has outside of a text. */
function nameCharacter(character: string): JsonFault | null {
  const name = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  if (character === '\ufeff') return { code: 'json_byte_order_mark', what: `${name}, a byte order mark` };
  if (/[\p{Zs}\u200b-\u200d\u2028\u2029\u2060]/u.test(character) && character !== ' ') {
    return { code: 'json_odd_space', what: `${name}, ${oddSpaces[character] ?? 'a space of another kind'}` };
  }
  if (/\p{Cc}/u.test(character)) {
    return { code: 'json_control_character', what: `${name}, ${character === '\t' ? 'a tab' : 'a control character'}` };
  }
  if ('“”„‟‘’«»'.includes(character)) return { code: 'json_curly_quotes', what: character };
  if (character === "'") return { code: 'json_single_quotes', what: "a single quote (')" };
  return character === '/' || character === '#' ? { code: 'json_comment', what: null } : null;
}

function nameWord(text: string, position: number): JsonFault | null {
  // The place is inside a word that begins like one of JSON's own.
  const lead = /[\w-]{0,20}$/u.exec(text.slice(Math.max(0, position - 20), position))?.[0] ?? '';
  const word = lead + (/^\w{0,20}/u.exec(text.slice(position, position + 20))?.[0] ?? '');
  if (/^-?(nan|inf|infinity)$/iu.test(word)) return { code: 'json_not_a_number', what: word };
  return /^(True|False|None|undefined)$/u.test(word) ? { code: 'json_python_word', what: word } : null;
}

/** Commas too many, and what follows a value that is whole already. */
function nameEnd(before: string, rest: string): JsonFault | null {
  const character = rest.charAt(0);
  if ((character === '}' || character === ']') && before.endsWith(',')) return { code: 'json_extra_comma', what: null };
  if (!',{['.includes(character) || !parseJson(before).ok) return null;
  const next = character === ',' ? rest.slice(1).trimStart().charAt(0) : character;
  if (next === '') return { code: 'json_extra_comma', what: null };
  return next === '{' || next === '[' ? { code: 'json_two_requests', what: null } : null;
}

function nameName(before: string | undefined, character: string): JsonFault | null {
  const isPlaceOfName = before === '{' || before === ',';
  return isPlaceOfName && /[\p{L}_$]/u.test(character) ? { code: 'json_unquoted_name', what: null } : null;
}
