import type { ProblemExcerpt } from '#lib/shared/words/problem.ts';

export interface ExcerptPieces {
  readonly before: string;
  readonly marked: string;
  readonly after: string;
}

/** The excerpt in three pieces. A mark of no length is a line that stops too early, and says so. */
export function excerptPieces({ text, start, end }: ProblemExcerpt): ExcerptPieces {
  return {
    before: text.slice(0, start),
    marked: start === end ? 'end of line' : text.slice(start, end),
    after: text.slice(end),
  };
}
