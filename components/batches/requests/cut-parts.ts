import type { TextPart } from '#lib/shared/reading/text-part.ts';

/** More is shown only when somebody asks for it: a browser needs seconds for megabytes of text. */
const shownCharacters = 100_000;

/** The beginning of what was said, and whether anything is left out. */
export function cutParts(
  parts: readonly TextPart[],
  maxCharacters: number = shownCharacters,
): { readonly parts: readonly TextPart[]; readonly isCut: boolean } {
  const shown: TextPart[] = [];
  let room = maxCharacters;
  for (const part of parts) {
    if (room <= 0) return { parts: shown, isCut: true };
    shown.push(part.text.length > room ? { ...part, text: part.text.slice(0, room).toWellFormed() } : part);
    room -= part.text.length;
  }
  return { parts: shown, isCut: room < 0 };
}
