/** As many as a URL takes: the list is part of the address, so that it can be shared. */
const maxIds = 200;
const maxCharacters = 6000;

export interface PastedIds {
  readonly ids: readonly string[];
  /** How many of the pasted ids did not fit. */
  readonly leftOut: number;
}

/**
 * The custom_ids in a pasted list: one a line, the cells of a spreadsheet, or parted by commas or spaces, with or
 * without quotes. Null for what is one text to search for. Repeated ids count once.
 */
export function parsePastedIds(text: string): PastedIds | null {
  const found = new Set(splitIds(text));
  if (found.size < 2) return null;
  const ids: string[] = [];
  let characters = 0;
  for (const id of found) {
    characters += encodeURIComponent(id.toWellFormed()).length + 1;
    if (ids.length === maxIds || characters > maxCharacters) break;
    ids.push(id);
  }
  return { ids, leftOut: found.size - ids.length };
}

function splitIds(text: string): readonly string[] {
  const list = withoutBrackets(text.trim());
  const rows = piecesOf(list, /[\r\n\t]+/u);
  if (rows.length > 1) return rows.map(unquote);
  const quoted = [...list.matchAll(/(["'`“‘])(.+?)["'`”’](?=$|[\s,;])/gu)].map(([, , id = '']) => id);
  if (quoted.length > 1) return quoted;
  const cells = piecesOf(list, /[,;]/u).map(unquote);
  if (cells.length > 1) return cells.every(isOneWord) ? cells : [];
  const words = piecesOf(list, /\s+/u).map(unquote);
  return words.every(looksLikeId) ? words : [];
}

/** Of a list that was copied out of JSON or code. */
function withoutBrackets(text: string): string {
  return text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
}

function piecesOf(text: string, separator: RegExp): string[] {
  return text
    .split(separator)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '');
}

function unquote(piece: string): string {
  const bare = piece.replace(/\s*[,;]$/u, '');
  return /^(["'`“‘])(.+)["'`”’]$/su.exec(bare)?.[2] ?? (bare === '' ? piece : bare);
}

function isOneWord(piece: string): boolean {
  return !/\s/u.test(piece);
}

/** "ticket-1 ticket-2" are ids; "Doe John" and "order 17" are words that somebody searches for. */
function looksLikeId(word: string): boolean {
  return /\d/u.test(word) && /[^\d]/u.test(word);
}
