import type { ReactNode } from 'react';
import { parsePlaces } from '#lib/tables/template/parse-places.ts';

/** A prompt as it was written, with a ground behind each place of a cell. */
export function PlacesText({ text }: { readonly text: string }) {
  return (
    <p className="rounded-lg border border-line-strong bg-raised px-[18px] py-3.5 text-[15px] leading-6 wrap-anywhere whitespace-pre-wrap">
      {markPlaces(text)}
    </p>
  );
}

function markPlaces(text: string): readonly ReactNode[] {
  const marked: ReactNode[] = [];
  let at = 0;
  for (const piece of parsePlaces(text, [])) {
    if (piece.kind === 'text') continue;
    marked.push(
      text.slice(at, piece.start),
      <mark key={piece.start} className="rounded-sm bg-primary-soft text-primary-text">
        {text.slice(piece.start, piece.end)}
      </mark>,
    );
    at = piece.end;
  }
  return [...marked, text.slice(at)];
}
