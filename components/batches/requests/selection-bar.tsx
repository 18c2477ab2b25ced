'use client';

import { Download } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { DownloadLink } from '#components/ui/download-link.tsx';
import { type Format, useFormat } from '#components/ui/reader.tsx';
import { TextButton } from '#components/ui/text-link.tsx';
import type { RetryScope } from '#lib/shared/contract/batch-inputs.ts';
import type { BatchView } from '#lib/shared/contract/batch-view.ts';
import { batchPath } from '../batch-queries.ts';
import { searchString } from '../queries.ts';
import { RetryButton, TouchRetryReason } from '../retry-button.tsx';
import { isRetryInQuestion } from '../why-no-retry.ts';
import { toRequestFilter } from './request-list-query.ts';
import type { RequestList } from './use-request-list.ts';
import { type Selection, maxSelected } from './use-selection.ts';

interface SelectionBarProps {
  readonly batch: BatchView;
  readonly list: RequestList;
  readonly selection: Selection;
  readonly onRetry: (scope: RetryScope) => void;
}

/** Takes the place of the filters, at the same height, while requests are ticked. */
export function SelectionBar({ batch, list, selection, onRetry }: SelectionBarProps) {
  const format = useFormat();
  const { lines, matching } = selection;
  const isTooMany = matching === null && lines.length > maxSelected;
  const count = countOf(selection, format);
  return (
    <section aria-label="Selection" className="mb-3 flex min-h-(--control) flex-wrap items-center gap-2">
      <output className="font-medium">{count === null ? 'All that match are selected' : `${count} selected`}</output>
      <WidenButton list={list} selection={selection} />
      {isTooMany ? (
        <p className="text-ink-2">
          Select at most {format.number(maxSelected)} one by one, or all that match, or retry a whole cause under
          Failures.
        </p>
      ) : (
        <>
          {isRetryInQuestion(batch) && (
            <RetryButton batch={batch} onClick={() => onRetry(scopeOf(selection))}>
              Retry {count ?? 'all that match'}
              {count === null ? '' : ' selected'}
            </RetryButton>
          )}
          <DownloadLink href={`${batchPath(batch.id, kindFor(batch))}?${searchString(choiceOf(selection))}`}>
            <Download aria-hidden />
            Download selection
          </DownloadLink>
        </>
      )}
      <Button variant="quiet" onClick={selection.clear} className="ml-auto max-md:ml-0">
        Clear selection
      </Button>
      {!isTooMany && isRetryInQuestion(batch) && <TouchRetryReason batch={batch} className="basis-full" />}
    </section>
  );
}

function countOf({ lines, matching }: Selection, format: Format): string | null {
  if (matching === null) return format.number(lines.length);
  return matching.total === null ? null : format.number(matching.total);
}

function scopeOf({ lines, matching }: Selection): RetryScope {
  return matching === null ? { kind: 'lines', lines: [...lines] } : { kind: 'matching', filter: matching.filter };
}

/** Of a table its own rows, with their answers behind them. */
function kindFor({ table }: BatchView): 'results.xlsx' | 'results.jsonl' {
  return table?.isMade === true ? 'results.xlsx' : 'results.jsonl';
}

function choiceOf({ lines, matching }: Selection): Readonly<Record<string, string>> {
  return matching === null ? { lines: JSON.stringify(lines) } : { matching: JSON.stringify(matching.filter) };
}

/** From some of the page to all of it, and from there to all that the filter finds. */
function WidenButton({ list, selection }: Pick<SelectionBarProps, 'list' | 'selection'>) {
  const format = useFormat();
  const { query, state } = list;
  const shown = list.rows.map((row) => row.line);
  if (selection.matching !== null || query.data === undefined || shown.length === 0) return null;
  if (!shown.every((line) => selection.has(line))) {
    return <TextButton onClick={() => selection.toggleAll(shown)}>Select all on this page</TextButton>;
  }
  const { total, next } = query.data;
  if (next === null && list.before === 0) return null;
  return (
    <TextButton onClick={() => selection.selectMatching({ filter: toRequestFilter(state), total })}>
      Select all {total === null ? 'that match' : `${format.number(total)} that match`}
    </TextButton>
  );
}
