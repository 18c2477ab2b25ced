'use client';

import { createSerializer } from 'nuqs';
import type { MouseEvent } from 'react';
import { AboveRowLink, Cell, Row, RowLink } from '#components/data-table/table.tsx';
import { Checkbox } from '#components/ui/checkbox.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import type { Outcome, RequestRow } from '#lib/shared/contract/batch-view.ts';
import { tabParser } from '../batch-tabs.ts';
import { explainCause } from '../cause-words.ts';
import { OutcomeGlyph } from '../status/outcome-glyph.tsx';
import { CustomId } from './custom-id.tsx';
import { leaving } from './request-columns.ts';
import { requestListParsers } from './request-list-query.ts';
import type { RequestList } from './use-request-list.ts';

const outcomeNames: Record<Outcome, string> = {
  succeeded: 'Succeeded',
  failed: 'Failed',
  missing: 'Missing',
  pending: 'Waiting',
};

interface RequestRowViewProps {
  readonly row: RequestRow;
  readonly list: RequestList;
  readonly provider: string;
  readonly isTicked: boolean;
  readonly onTick: () => void;
}

/** One request. A press anywhere opens it beside the list; its name is the real link. */
export function RequestRowView({ row, list, provider, isTicked, onTick }: RequestRowViewProps) {
  const format = useFormat();
  const cause = causeTitle(row, provider);
  const tokens =
    row.inputTokens === null && row.outputTokens === null ? null : (row.inputTokens ?? 0) + (row.outputTokens ?? 0);
  return (
    <Row
      isPressable
      isSelected={isTicked || row.line === list.state.request}
      className="max-md:grid max-md:grid-cols-[minmax(0,1fr)_auto] max-md:gap-x-3 max-md:gap-y-0.5 max-md:border-b max-md:border-line max-md:py-2.5"
    >
      <Cell className="h-11 pr-0 max-md:hidden">
        <AboveRowLink className="flex">
          <Checkbox aria-label={`Select ${row.customId}`} checked={isTicked} onCheckedChange={onTick} />
        </AboveRowLink>
      </Cell>
      <Cell>
        <RequestLink row={row} list={list} />
      </Cell>
      <Cell>
        <span className="inline-flex items-center gap-[7px] align-middle whitespace-nowrap">
          <OutcomeGlyph outcome={row.outcome} />
          {outcomeNames[row.outcome]}
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
        {row.preview === null ? <NoPreview cause={cause} /> : <span dir="auto">{row.preview}</span>}
      </Cell>
    </Row>
  );
}

/** Without the cause's own column its words stand in the place of the answer. */
function NoPreview({ cause }: { readonly cause: string | null }) {
  if (cause === null) return <>–</>;
  return (
    <>
      <span className="max-md:hidden @max-[900px]/page:hidden">–</span>
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
  return outcome === 'failed' || outcome === 'missing' ? explainCause({ ...row, outcome }, provider).title : null;
}
