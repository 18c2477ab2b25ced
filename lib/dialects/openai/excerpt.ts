import { isInsidePair, showableText } from '#lib/jsonl/storable-text.ts';
import type { ProblemExcerpt } from '#lib/shared/words/problem.ts';

const maxLength = 160;
const maxMarkedLength = 80;

/**
 * Cuts the surroundings of `start` to `end` out of a line, about 160 characters, with that range marked.
 * Equal ends mark a place.
 */
export function excerptAround(text: string, start: number, end: number): ProblemExcerpt {
  const markEnd = snap(text, Math.min(Math.max(start, end), start + maxMarkedLength, text.length));
  const spare = maxLength - (markEnd - start);
  const before = Math.max(Math.floor(spare / 2), spare - (text.length - markEnd));
  const from = snap(text, Math.max(0, start - before));
  const to = snap(text, Math.min(text.length, from + maxLength));
  const lead = from > 0 ? '…' : '';
  const trail = to < text.length ? '…' : '';
  const shift = lead.length - from;
  return {
    text: lead + showableText(text.slice(from, to)) + trail,
    start: start + shift,
    end: markEnd + shift,
  };
}

function snap(text: string, index: number): number {
  return isInsidePair(text, index) ? index + 1 : index;
}
