import { escapeCustomId } from '#lib/jsonl/custom-id.ts';
import { escapeLike } from './sql.ts';

/** From this many characters on a text is looked for anywhere in an id; a shorter one only at its beginning. */
const minPartLength = 3;

/** What finds ids that hold `text`, among ids in their JSON-escaped form. */
export interface SearchPatterns {
  /** True when the text may be anywhere in an id, false when only at its beginning. */
  readonly isPart: boolean;
  readonly escaped: string;
  readonly like: string;
  /**
   * For ids with escapes only, where `like` finds too much, such as the text `n` in the escaped line break `\n`:
   * matches where a character of the id begins.
   */
  readonly regularExpression: string;
}

export function searchPatterns(text: string): SearchPatterns {
  const escaped = escapeCustomId(text);
  const isPart = text.length >= minPartLength;
  const before = isPart ? String.raw`(?:[^\\]|\\u[0-9a-f]{4}|\\[^u])*` : '';
  return {
    isPart,
    escaped,
    like: `${isPart ? '%' : ''}${escapeLike(escaped)}%`,
    regularExpression: `^${before}${escaped.replaceAll(/[\\^$.|?*+()[\]{}]/g, String.raw`\$&`)}`,
  };
}
