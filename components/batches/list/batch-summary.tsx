'use client';

import { Hand } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '#components/ui/class-names.ts';
import { useFormat } from '#components/ui/reader.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import type { BatchSummary } from '#lib/shared/contract/batch-view.ts';

/** What is going on, in three figures. */
export function BatchSummaryBar({ summary }: { readonly summary: BatchSummary }) {
  const format = useFormat();
  const { running, requestsToGo, waiting, needsPerson, finishedWithFailures } = summary;
  return (
    <SummaryFrame>
      <SummaryCell
        label="Running now"
        value={format.number(running)}
        note={running === 0 ? 'Nothing to go' : `${format.count(requestsToGo, 'request')} to go`}
      />
      <SummaryCell
        label="Waiting"
        value={format.number(waiting)}
        note={needsPerson === 0 ? 'None needs you' : <NeedsPerson count={needsPerson} />}
      />
      <SummaryCell
        label="Finished with failures"
        value={format.number(finishedWithFailures)}
        note="in the last 7 days"
      />
    </SummaryFrame>
  );
}

function NeedsPerson({ count }: { readonly count: number }) {
  const format = useFormat();
  return (
    <span className="flex items-center gap-1.5 font-label text-attention-text">
      <Hand aria-hidden className="size-3.5" />
      {format.number(count)} {count === 1 ? 'needs' : 'need'} you
    </span>
  );
}

export function BatchSummarySkeleton() {
  const large = <Skeleton isLarge width={40} />;
  return (
    <SummaryFrame>
      <SummaryCell label="Running now" value={large} note={<Skeleton width={128} />} />
      <SummaryCell label="Waiting" value={large} note={<Skeleton width={92} />} />
      <SummaryCell label="Finished with failures" value={large} note={<Skeleton width={112} />} />
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

interface SummaryCellProps {
  readonly label: string;
  readonly value: ReactNode;
  readonly note: ReactNode;
}

function SummaryCell({ label, value, note }: SummaryCellProps) {
  return (
    <div
      className={cn(
        'border-l border-line px-6 pt-[15px] pb-4 first:border-l-0 first:pl-0',
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
