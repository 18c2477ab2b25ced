import { type JsonObject, parseJsonObject } from './json-value.ts';

/**
 * Reads the beginning of a JSON text that was cut anywhere: what is whole stays, a value that was cut off in the
 * middle of a text ends there, and what is open is closed. Null for what is no object even so.
 */
export function parseJsonBeginning(text: string): JsonObject | null {
  const closed = closeJson(text);
  return closed === null ? null : parseJsonObject(closed);
}

/** Where a text may end once its open brackets are closed. */
interface Place {
  /** The closing brackets that are still to come, the innermost last. */
  readonly open: string[];
  /** The text up to here is whole but for those. */
  end: number;
}

const closing: Readonly<Record<string, string>> = { '{': '}', '[': ']' };

function closeJson(text: string): string | null {
  const place: Place = { open: [], end: 0 };
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '"') {
      const end = endOfString(text, at);
      if (end === null) return isValue(text, at, place) ? closeString(text, at, place) : closeAt(text, place);
      if (isValue(text, at, place)) place.end = end;
      at = end - 1;
    } else if (closing[character] !== undefined) {
      place.open.push(closing[character]);
      place.end = at + 1;
    } else if (character === '}' || character === ']') {
      place.open.pop();
      place.end = at + 1;
    } else if (character === ',') place.end = at;
  }
  return closeAt(text, place);
}

function closeAt(text: string, { open, end }: Place): string | null {
  return end === 0 ? null : text.slice(0, end) + open.toReversed().join('');
}

/** An escape that was cut in the middle goes, and so does half of a character. */
function closeString(text: string, from: number, { open }: Place): string {
  const cut = text.slice(from).replace(/(?<=(?:^|[^\\])(?:\\\\)*)\\(?:u[\da-f]{0,3})?$/iu, '');
  const whole = cut.replace(/(?:\\ud[89ab][\da-f]{2}|[\ud800-\udbff]|\ufffd)$/iu, '');
  return `${text.slice(0, from)}${whole}"${open.toReversed().join('')}`;
}

/** Behind the closing quote; null where it is missing. */
function endOfString(text: string, from: number): number | null {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text[at - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return at + 1;
  }
  return null;
}

/** A text in an object is a key unless a colon stands before it. */
function isValue(text: string, at: number, { open }: Place): boolean {
  if (open.at(-1) !== '}') return true;
  let before = at - 1;
  while (/\s/u.test(text[before] ?? '')) before -= 1;
  return text[before] === ':';
}
