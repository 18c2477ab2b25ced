'use client';

import { Hand } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '#components/ui/class-names.ts';
import { HoverLink } from '#components/ui/hover-link.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import type { BatchSummary } from '#lib/shared/contract/batch-view.ts';
import type { BatchGroup } from '#lib/shared/contract/status.ts';

/** What is going on, in three figures; each leads to the batches that it counts. */
export function BatchSummaryBar({ summary }: { readonly summary: BatchSummary }) {
  const format = useFormat();
  const { running, requestsToGo, waiting, needsPerson, finishedWithFailures } = summary;
  return (
    <SummaryFrame>
      <SummaryCell
        label="Running now"
        group="running"
        value={running}
        note={requestsToGo === 0 ? 'No requests left' : `${format.count(requestsToGo, 'request')} to go`}
      />
      <SummaryCell
        label="Waiting"
        group="waiting"
        value={waiting}
        note={needsPerson === 0 ? 'Nothing needs you' : <NeedsPerson count={needsPerson} />}
      />
      <SummaryCell
        label="Finished with failures"
        group="with_failures"
        value={finishedWithFailures}
        note="in the last 7 days"
      />
    </SummaryFrame>
  );
}

function listOf(group: BatchGroup): string {
  return `/batches?status=${group}`;
}

function NeedsPerson({ count }: { readonly count: number }) {
  const format = useFormat();
  return (
    <HoverLink
      href={listOf('needs_person')}
      className="relative z-1 flex items-center gap-1.5 rounded-xs font-label text-attention-text underline-offset-3 hover:underline"
    >
      <Hand aria-hidden className="size-3.5" />
      {format.number(count)} {count === 1 ? 'needs' : 'need'} you
    </HoverLink>
  );
}

export function BatchSummarySkeleton() {
  const large = <Skeleton isLarge width={40} />;
  return (
    <SummaryFrame>
      <SummaryFigure label="Running now" value={large} note={<Skeleton width={128} />} />
      <SummaryFigure label="Waiting" value={large} note={<Skeleton width={92} />} />
      <SummaryFigure label="Finished with failures" value={large} note={<Skeleton width={112} />} />
    </SummaryFrame>
  );
}

function SummaryFrame({ children }: { readonly children: ReactNode }) {
  return (
    <dl aria-label="Summary" className="mt-6 mb-7 grid grid-cols-3 border-y border-line max-md:my-5 max-md:grid-cols-2">
      {children}
    </dl>
  );
}

interface SummaryFigureProps {
  readonly label: string;
  readonly value: ReactNode;
  readonly note: ReactNode;
}

function SummaryFigure({ label, value, note }: SummaryFigureProps) {
  return (
    <div
      className={cn(
        'group relative border-l border-line px-6 pt-[15px] pb-4 first:border-l-0 first:pl-0',
        'max-md:px-3.5 max-md:py-3 max-md:last:col-span-full max-md:last:border-t max-md:last:border-l-0 max-md:last:pl-0',
      )}
    >
      <dt className="text-ink-2">{label}</dt>
      <dd className="mt-1 mb-0.5 flex min-h-8 items-center text-2xl font-bold max-md:min-h-7 max-md:text-xl">
        {value}
      </dd>
      <dd className="flex min-h-[18px] items-center text-sm text-ink-3">{note}</dd>
    </div>
  );
}

interface SummaryCellProps extends SummaryFigureProps {
  readonly group: BatchGroup;
  readonly value: number;
}

/** The whole cell leads to the group; its figure is the real link. Nothing is behind a zero. */
function SummaryCell({ label, group, value, note }: SummaryCellProps) {
  const format = useFormat();
  const figure = format.number(value);
  const link = (
    <HoverLink
      href={listOf(group)}
      aria-label={`${figure} ${label.toLowerCase()}`}
      className="rounded-xs underline-offset-4 after:absolute after:inset-0 after:content-[''] group-hover:underline"
    >
      {figure}
    </HoverLink>
  );
  return <SummaryFigure label={label} value={value === 0 ? figure : link} note={note} />;
}
