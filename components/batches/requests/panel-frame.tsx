'use client';

import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import { ChevronDown, ChevronUp, RotateCw, X } from 'lucide-react';
import type { RefObject } from 'react';
import { Button } from '#components/ui/button.tsx';
import { cn } from '#components/ui/class-names.ts';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Kbd } from '#components/ui/kbd.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import type { BatchView, RequestRow } from '#lib/shared/contract/batch-view.ts';
import { shownOutcome } from '#lib/shared/failures/find-failure.ts';
import { RetryButton, TouchRetryReason } from '../retry-button.tsx';
import { OutcomeGlyph } from '../status/outcome-glyph.tsx';
import { CustomId } from './custom-id.tsx';
import type { OpenRequest } from './use-open-request.ts';
import type { RequestList } from './use-request-list.ts';

interface PanelHeadProps {
  readonly list: RequestList;
  readonly open: OpenRequest;
  readonly line: number;
  /** There is no such request. */
  readonly isGone: boolean;
  /** Takes the focus when the panel opens, so that it is read out. */
  readonly heading: RefObject<HTMLHeadingElement | null>;
}

export function PanelHead({ list, open, line, isGone, heading }: PanelHeadProps) {
  const format = useFormat();
  const row = list.rows.find((candidate) => candidate.line === line) ?? open.detail?.row;
  const position = positionOf(list, line);
  const total = list.query.data?.total ?? null;
  const place = position === null || total === null ? null : `${format.number(position)} of ${format.number(total)}`;
  return (
    <div>
      <div className="flex items-start gap-3 pt-[18px] pr-6 pl-7 max-md:gap-2 max-md:pt-3 max-md:pr-3 max-md:pl-4">
        <h2
          ref={heading}
          tabIndex={-1}
          className="max-h-24 min-w-0 overflow-y-auto font-mono text-[17px] leading-6 font-medium wrap-anywhere outline-none max-md:pt-2"
        >
          <PanelTitle row={row} isGone={isGone} />
        </h2>
        {row !== undefined && <CopyButton text={row.customId} label="Copy custom ID" className="max-md:mt-2" />}
        <div className="ml-auto flex shrink-0 items-center gap-1.5">
          {place !== null && <span className="mr-1.5 text-sm whitespace-nowrap text-ink-3 max-md:hidden">{place}</span>}
          <PanelButtons open={open} />
        </div>
      </div>
      {row !== undefined && <PanelMeta row={row} place={place} />}
    </div>
  );
}

function PanelTitle({ row, isGone }: { readonly row: RequestRow | undefined; readonly isGone: boolean }) {
  if (isGone) return <span className="font-sans">There is no such request</span>;
  return row === undefined ? <Skeleton width={160} className="mt-2" /> : <CustomId customId={row.customId} />;
}

function PanelButtons({ open }: { readonly open: OpenRequest }) {
  const { openPrevious: previous, openNext: next } = open;
  return (
    <>
      <Button
        isIcon
        size="small"
        aria-label="Previous request"
        disabled={previous === null}
        onClick={() => previous?.()}
      >
        <ChevronUp aria-hidden />
      </Button>
      <Button isIcon size="small" aria-label="Next request" disabled={next === null} onClick={() => next?.()}>
        <ChevronDown aria-hidden />
      </Button>
      <BaseDialog.Close
        render={
          <Button variant="quiet" isIcon size="small" aria-label="Close">
            <X aria-hidden />
          </Button>
        }
      />
    </>
  );
}

function PanelMeta({ row, place }: { readonly row: RequestRow; readonly place: string | null }) {
  const format = useFormat();
  const tokens = (row.inputTokens ?? 0) + (row.outputTokens ?? 0);
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 px-7 pt-1 text-sm text-ink-3 max-md:px-4">
      <span className="flex items-center gap-[7px] text-base text-ink">
        <OutcomeGlyph outcome={shownOutcome(row)} />
        {outcomeSentence(row)}
      </span>
      {place !== null && <span className="md:hidden">{place}</span>}
      <span>line {format.number(row.line)}</span>
      {tokens > 0 && <span>{format.count(tokens, 'token')}</span>}
    </div>
  );
}

function outcomeSentence(row: RequestRow): string {
  const on = row.attempt === null ? '' : ` on attempt ${row.attempt}`;
  switch (shownOutcome(row)) {
    case 'succeeded':
      return `Succeeded${on}`;
    case 'failed':
      return `Failed${on}`;
    case 'missing':
      return row.attempt === null ? 'Missing' : `Missing after attempt ${row.attempt}`;
    case 'not_answered':
      return row.attempt === null ? 'Not answered' : `Not answered in attempt ${row.attempt}`;
    case 'pending':
      return 'Waiting for its answer';
  }
}

/** 1-based in the list; null for a request that is not on its page, as a shared link may have it. */
function positionOf(list: RequestList, line: number): number | null {
  const index = list.rows.findIndex((row) => row.line === line);
  return index < 0 ? null : list.before + index + 1;
}

const keys = [
  ['J', 'next'],
  ['K', 'previous'],
  ['/', 'search'],
  ['Esc', 'close'],
] as const;

interface PanelFootProps {
  readonly batch: BatchView;
  /** Null where no retry is in question. */
  readonly onRetry: (() => void) | null;
}

export function PanelFoot({ batch, onRetry }: PanelFootProps) {
  return (
    <footer
      className={cn(
        'flex min-h-[53px] flex-wrap items-center gap-x-[18px] gap-y-1.5 border-t border-line py-2.5 pr-6 pl-7 text-sm text-ink-3 max-md:px-4',
        onRetry === null && 'max-md:hidden',
      )}
    >
      {keys.map(([key, text]) => (
        <span key={key} className="inline-flex items-center gap-1 whitespace-nowrap max-md:hidden">
          <Kbd>{key}</Kbd> {text}
        </span>
      ))}
      {onRetry !== null && (
        <RetryButton batch={batch} size="small" onClick={onRetry} className="ml-auto max-md:w-full">
          <RotateCw aria-hidden />
          Retry this request
        </RetryButton>
      )}
      {onRetry !== null && <TouchRetryReason batch={batch} className="basis-full" />}
    </footer>
  );
}
