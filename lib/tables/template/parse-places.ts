/*
 * `{{column}}` is the place of a cell, `{{column|default}}` one with a text for rows where the cell is empty. Braces that
 * are meant literally are doubled: `{{{{name}}}}` gives `{{name}}`. Braces that come alone, as in JSON, are themselves, and
 * so is `}}` that closes nothing.
 */

export type PromptPiece =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'place';
      readonly column: string;
      /** Stands there where the cell is empty; null: nothing does. */
      readonly otherwise: string | null;
      readonly isKnown: boolean;
      /** From where to where it stands in the prompt, in UTF-16 units, with its braces. */
      readonly start: number;
      readonly end: number;
    };

const opening = /\{{2,}/g;

/** Splits a prompt at its places. A place that is not closed is text. Pure. */
export function parsePlaces(prompt: string, columns: readonly string[]): readonly PromptPiece[] {
  const known = new Set(columns);
  const pieces: PromptPiece[] = [];
  let text = '';
  let at = 0;
  let openLiterals = 0;
  const addText = (end: number): void => {
    const closed = closeLiterals(prompt.slice(at, end), openLiterals);
    openLiterals = closed.openLiterals;
    text += closed.text;
  };
  while (at < prompt.length) {
    opening.lastIndex = at;
    const match = opening.exec(prompt);
    if (match === null) break;
    const braces = match[0].length;
    const literals = Math.floor(braces / 4);
    const start = match.index + literals * 4 + (braces % 4 === 3 ? 1 : 0);
    const isPlace = braces % 4 >= 2;
    const close = isPlace ? prompt.indexOf('}}', start + 2) : -1;
    addText(match.index);
    text += '{{'.repeat(literals) + '{'.repeat(start - match.index - literals * 4);
    openLiterals += literals;
    if (close === -1) {
      const end = match.index + braces;
      text += prompt.slice(start, end);
      at = end;
      continue;
    }
    if (text !== '') pieces.push({ kind: 'text', text });
    text = '';
    at = close + 2;
    pieces.push({ kind: 'place', ...resolve(prompt.slice(start + 2, close), known), start, end: at });
  }
  addText(prompt.length);
  if (text !== '') pieces.push({ kind: 'text', text });
  return pieces;
}

/** `}}}}` is literal only where `{{{{` was: JSON may end so as well. */
function closeLiterals(text: string, open: number): { readonly text: string; readonly openLiterals: number } {
  let openLiterals = open;
  const closed = text.replaceAll('}}}}', (braces) => {
    if (openLiterals === 0) return braces;
    openLiterals -= 1;
    return '}}';
  });
  return { text: closed, openLiterals };
}

/** A column may have a `|` in its name: whatever names a column counts as its name first. */
function resolve(
  inside: string,
  known: ReadonlySet<string>,
): { readonly column: string; readonly otherwise: string | null; readonly isKnown: boolean } {
  const whole = inside.trim();
  if (known.has(whole)) return { column: whole, otherwise: null, isKnown: true };
  const bars = [...inside.matchAll(/\|/g)].map(({ index }) => index);
  const split = (bar: number) => ({ column: inside.slice(0, bar).trim(), otherwise: inside.slice(bar + 1).trim() });
  const [first] = bars;
  const best = bars.map(split).find(({ column }) => known.has(column));
  if (best !== undefined) return { ...best, isKnown: true };
  return first === undefined ? { column: whole, otherwise: null, isKnown: false } : { ...split(first), isKnown: false };
}

/** What to type, or put in by a click, for the place of a column. */
export function placeOf(column: string): string {
  return `{{${column}}}`;
}
