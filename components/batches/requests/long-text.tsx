'use client';

import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { fetchText } from '#components/live/fetch-json.ts';
import { Button } from '#components/ui/button.tsx';
import { DownloadLink } from '#components/ui/download-link.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import type { TextPart } from '#lib/shared/reading/text-part.ts';
import { cutParts } from './cut-parts.ts';
import { ReadableText } from './readable-text.tsx';
import type { SideText } from './side-text.ts';

/** More than this is no text to read in a page, and the server refuses to make one of it. */
const maxReadBytes = 16 * 1024 * 1024;

interface LongTextProps {
  readonly text: SideText;
  /** "answer" or "request". */
  readonly name: string;
}

/** A text that people read. Of a long one the beginning, until they ask for all of it. */
export function LongText({ text, name }: LongTextProps) {
  const [whole, setWhole] = useState<readonly TextPart[] | null>(null);
  const loading = useMutation({
    mutationFn: () => fetchText(text.hrefOf('txt')),
    onSuccess: (loaded) => setWhole([{ label: labelOf(text.parts), text: loaded, kind: 'prose' }]),
  });
  const shown = cutParts(text.parts);
  const isCut = whole === null && (shown.isCut || text.isCut);
  const showAll = () => (text.isCut ? loading.mutate() : setWhole(text.parts));
  return (
    <>
      <ReadableText parts={whole ?? shown.parts} />
      {isCut && <MoreText text={text} name={name} isLoading={loading.isPending} onShowAll={showAll} />}
      {loading.isError && (
        <p role="alert" className="mt-2 text-sm text-failed-text">
          {loading.error.message}
        </p>
      )}
    </>
  );
}

function labelOf(parts: readonly TextPart[]): string {
  return parts.find((part) => part.kind === 'prose')?.label ?? 'Text';
}

interface MoreTextProps extends LongTextProps {
  readonly isLoading: boolean;
  readonly onShowAll: () => void;
}

function MoreText({ text, name, isLoading, onShowAll }: MoreTextProps) {
  const format = useFormat();
  const size = text.bytes === null ? '' : ` (${format.bytes(text.bytes)})`;
  const canShowAll = text.bytes === null || text.bytes <= maxReadBytes;
  return (
    <div className="mt-3.5 flex flex-wrap items-center gap-2 border-t border-line pt-3 text-sm text-ink-3">
      <p className="mr-1">
        This is the beginning of the {name}
        {size}.
      </p>
      {canShowAll && (
        <Button size="small" isPending={isLoading} onClick={onShowAll}>
          Show all
        </Button>
      )}
      <DownloadLink href={text.hrefOf(canShowAll ? 'txt' : 'json')} size="small">
        <Download aria-hidden />
        Download this {name}
      </DownloadLink>
    </div>
  );
}
