'use client';

import { Download } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { DownloadLink } from '#components/ui/download-link.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import type { BatchView } from '#lib/shared/contract/batch-view.ts';
import { batchPath } from '../batch-queries.ts';
import { searchString } from '../queries.ts';
import { type Selection, maxSelected } from './use-selection.ts';

interface SelectionBarProps {
  readonly batch: BatchView;
  readonly selection: Selection;
  readonly onRetry: (lines: number[]) => void;
}

/** Takes the place of the filters, at the same height, while requests are ticked. */
export function SelectionBar({ batch, selection, onRetry }: SelectionBarProps) {
  const format = useFormat();
  const { lines } = selection;
  const isTooMany = lines.length > maxSelected;
  const count = format.number(lines.length);
  return (
    <section aria-label="Selection" className="mb-3 flex min-h-(--control) flex-wrap items-center gap-2">
      <output className="mr-2 font-medium">{count} selected</output>
      {isTooMany ? (
        <p className="text-ink-2">
          Select at most {format.number(maxSelected)}, or retry a whole cause under Failures.
        </p>
      ) : (
        <>
          {batch.actions.canRetry && <Button onClick={() => onRetry([...lines])}>Retry {count} selected</Button>}
          <DownloadLink
            href={`${batchPath(batch.id, 'results.jsonl')}?${searchString({ lines: JSON.stringify(lines) })}`}
          >
            <Download aria-hidden />
            Download selection
          </DownloadLink>
        </>
      )}
      <Button variant="quiet" onClick={selection.clear} className="ml-auto max-md:ml-0">
        Clear selection
      </Button>
    </section>
  );
}
