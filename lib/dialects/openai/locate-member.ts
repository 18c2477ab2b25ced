/** A range in a text, in UTF-16 units. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

const space = new Set([' ', '\t', '\n', '\r']);

/**
 * Finds the member or element at `path` in a text that is valid JSON: `"key": value`, or the element alone.
 * Where a key stands twice the last one counts, as in `JSON.parse`. An empty path is the whole value; null
 * when there is no such place.
 */
export function locateMember(text: string, path: readonly (string | number)[]): TextRange | null {
  let value = skipSpace(text, 0);
  let range: TextRange | null = null;
  for (const step of path) {
    if (text[value] !== (typeof step === 'string' ? '{' : '[')) return null;
    const member = findMember(text, value, step);
    if (member === null) return null;
    ({ value } = member);
    range = { start: member.start, end: member.end };
  }
  return range ?? { start: value, end: skipValue(text, value) };
}

function findMember(text: string, opening: number, step: string | number): (TextRange & { value: number }) | null {
  let found: (TextRange & { value: number }) | null = null;
  let index = 0;
  for (let at = skipSpace(text, opening + 1); text[at] !== '}' && text[at] !== ']'; index += 1) {
    const start = at;
    let isMatch = index === step;
    if (typeof step === 'string') {
      const keyEnd = skipValue(text, at);
      isMatch = JSON.parse(text.slice(at, keyEnd)) === step;
      at = skipSpace(text, skipSpace(text, keyEnd) + 1);
    }
    const value = at;
    const end = skipValue(text, at);
    if (isMatch) found = { start, end, value };
    at = skipSpace(text, end);
    if (text[at] === ',') at = skipSpace(text, at + 1);
  }
  return found;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (space.has(text[at] ?? '')) at += 1;
  return at;
}

/** Returns where the value that starts at `from` ends. */
function skipValue(text: string, from: number): number {
  let depth = 0;
  let at = from;
  for (;;) {
    const character = text[at];
    if (character === '"') at = skipString(text, at);
    else if (character === '{' || character === '[') {
      depth += 1;
      at += 1;
    } else if (character === '}' || character === ']') {
      depth -= 1;
      at += 1;
    } else if (depth === 0) return skipScalar(text, at);
    else at += 1;
    if (depth === 0) return at;
  }
}

function skipString(text: string, from: number): number {
  let at = from + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    let backslashes = 0;
    while (text[quote - 1 - backslashes] === '\\') backslashes += 1;
    at = quote + 1;
    if (backslashes % 2 === 0) return at;
  }
}

function skipScalar(text: string, from: number): number {
  let at = from;
  while (at < text.length && !',}]'.includes(text[at] ?? '') && !space.has(text[at] ?? '')) at += 1;
  return at;
}
