/** As many as a URL takes: the list is part of the address, so that it can be shared. */
const maxIds = 200;
const maxCharacters = 6000;

export interface PastedIds {
  readonly ids: readonly string[];
  /** How many of the pasted ids did not fit. */
  readonly leftOut: number;
}

/**
 * The custom_ids in a pasted list: one a line, or the cells of a spreadsheet. Null for a single line, which is a
 * text to search for. Repeated ids count once.
 */
export function parsePastedIds(text: string): PastedIds | null {
  const found = new Set(
    text
      .split(/[\r\n\t]+/)
      .map((id) => id.trim())
      .filter((id) => id !== ''),
  );
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
