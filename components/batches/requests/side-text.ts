import { parseJsonBeginning } from '#lib/shared/reading/json-beginning.ts';
import type { TextPart } from '#lib/shared/reading/text-part.ts';

/** What one side of the panel shows, and where the whole of it is. */
export interface SideText {
  /** The line as it was sent or returned, or its beginning; null when there is none. */
  readonly line: string | null;
  readonly isCut: boolean;
  /** Of the whole line. */
  readonly bytes: number | null;
  readonly parts: readonly TextPart[];
  /** What is copied as text; null where only the line can be copied. */
  readonly readable: string | null;
  /** Where the line is whole (`json`), and the text in it (`txt`). */
  readonly hrefOf: (kind: 'txt' | 'json') => string;
}

/** Of a line that was cut, what its beginning holds. Null for a line that is no JSON. */
export function parseLine(text: string, isCut: boolean): unknown {
  if (isCut) return parseJsonBeginning(text);
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
