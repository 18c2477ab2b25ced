'use client';

import { createSerializer } from 'nuqs';
import { type MouseEvent, useRef } from 'react';
import { AboveRowLink, Cell, Row, RowLink } from '#components/data-table/table.tsx';
import { Checkbox } from '#components/ui/checkbox.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import type { BatchView, RequestRow } from '#lib/shared/contract/batch-view.ts';
import { isUnsuccessful, type ShownOutcome } from '#lib/shared/contract/status.ts';
import { shownOutcome } from '#lib/shared/failures/find-failure.ts';
import { providerName } from '#lib/shared/words/provider-name.ts';
import { tabParser } from '../batch-tabs.ts';
import { explainCause } from '../cause-words.ts';
import { OutcomeGlyph } from '../status/outcome-glyph.tsx';
import { CustomId } from './custom-id.tsx';
import { EndFlag } from './end-flag.tsx';
import { leaving } from './request-columns.ts';
import { requestListParsers } from './request-list-query.ts';
import type { RequestList } from './use-request-list.ts';
import { findWaiting, shortWaitingWords } from './waiting-words.ts';

const outcomeNames: Record<ShownOutcome, string> = {
  succeeded: 'Succeeded',
  failed: 'Failed',
  missing: 'Missing',
  not_answered: 'Not answered',
  pending: 'Waiting',
};

interface RequestRowViewProps {
  readonly row: RequestRow;
  readonly list: RequestList;
  readonly batch: BatchView;
  readonly isTicked: boolean;
  /** With Shift, from the row that was ticked before. */
  readonly onTick: (isRange: boolean) => void;
}

/** One request. A press anywhere opens it beside the list; its name is the real link. */
export function RequestRowView({ row, list, batch, isTicked, onTick }: RequestRowViewProps) {
  const format = useFormat();
  const outcome = shownOutcome(row);
  const cause = causeTitle(row, providerName(batch.connection));
  const tokens =
    row.inputTokens === null && row.outputTokens === null ? null : (row.inputTokens ?? 0) + (row.outputTokens ?? 0);
  return (
    <Row
      isPressable
      isSelected={isTicked || row.line === list.state.request}
      className="max-md:grid max-md:grid-cols-[auto_minmax(0,1fr)_auto] max-md:gap-x-3 max-md:gap-y-0.5 max-md:border-b max-md:border-line max-md:py-2.5"
    >
      <Cell className="h-11 pr-0 max-md:row-span-2 max-md:h-auto max-md:pt-1">
        <TickBox label={`Select ${row.customId}`} isTicked={isTicked} onTick={onTick} />
      </Cell>
      <Cell>
        <RequestLink row={row} list={list} />
      </Cell>
      <Cell>
        <span className="inline-flex items-center gap-[7px] align-middle whitespace-nowrap">
          <OutcomeGlyph outcome={outcome} />
          {outcomeNames[outcome]}
        </span>
      </Cell>
      <Cell className={`truncate text-ink-2 max-md:hidden ${leaving}`} title={cause ?? undefined}>
        {cause}
      </Cell>
      <Cell align="right" className={`text-ink-2 max-md:hidden ${leaving}`}>
        {tokens === null ? '–' : format.number(tokens)}
      </Cell>
      <Cell align="right" className={`text-ink-2 max-md:hidden ${leaving}`}>
        {row.attempt ?? '–'}
      </Cell>
      <Cell className="truncate text-ink-2 max-md:col-span-2 max-md:text-sm max-md:text-ink-3">
        <EndFlag ended={row.ended} className="mr-2.5 align-bottom" />
        {row.preview === null ? (
          <NoPreview row={row} batch={batch} cause={cause} />
        ) : (
          <span dir="auto">{row.preview}</span>
        )}
      </Cell>
    </Row>
  );
}

interface TickBoxProps {
  readonly label: string;
  readonly isTicked: boolean;
  readonly onTick: (isRange: boolean) => void;
}

function TickBox({ label, isTicked, onTick }: TickBoxProps) {
  const isShiftHeld = useRef(false);
  return (
    <AboveRowLink
      className="flex select-none"
      onPointerDownCapture={(event) => (isShiftHeld.current = event.shiftKey)}
      onKeyDownCapture={(event) => (isShiftHeld.current = event.shiftKey)}
    >
      <Checkbox aria-label={label} checked={isTicked} onCheckedChange={() => onTick(isShiftHeld.current)} />
    </AboveRowLink>
  );
}

interface NoPreviewProps {
  readonly row: RequestRow;
  readonly batch: BatchView;
  readonly cause: string | null;
}

/** Why there is no answer: the provider's message beside the cause, or the cause where its column has no room. */
function NoPreview({ row, batch, cause }: NoPreviewProps) {
  if (row.outcome === 'pending')
    return <span className="text-ink-3">{shortWaitingWords(findWaiting(batch, row.line))}</span>;
  if (cause === null) return row.ended === null || row.ended === 'complete' ? <>–</> : null;
  return (
    <>
      <span className="text-ink-3 max-md:hidden @max-[900px]/page:hidden">{row.message ?? '–'}</span>
      <span className="hidden text-ink-3 max-md:inline @max-[900px]/page:inline">{cause}</span>
    </>
  );
}

const serialize = createSerializer({ tab: tabParser, ...requestListParsers });

function RequestLink({ row, list }: { readonly row: RequestRow; readonly list: RequestList }) {
  const { ids, after, ...others } = list.state;
  const href = serialize('', { ...others, ids: [...ids], after: [...after], tab: 'requests', request: row.line });
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    list.openRequest(row.line);
  };
  return (
    <RowLink
      href={href}
      prefetch={false}
      data-request-line={row.line}
      onClick={open}
      className="mono font-normal whitespace-normal wrap-anywhere"
    >
      <CustomId customId={row.customId} search={list.state.id} />
    </RowLink>
  );
}

function causeTitle(row: RequestRow, provider: string): string | null {
  const { outcome } = row;
  return isUnsuccessful(outcome) ? explainCause({ ...row, outcome }, provider).title : null;
}
