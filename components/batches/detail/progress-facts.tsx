'use client';

import type { ReactNode } from 'react';
import { ClockTime } from '#components/ui/clock-time.tsx';
import { useFormat, useNow } from '#components/ui/reader.tsx';
import { Duration } from '#components/ui/time.tsx';
import type { AttemptView, BatchView } from '#lib/shared/contract/batch-view.ts';
import { progressOf } from './progress.ts';

/** How far and how fast; when it ends at the latest. An unknown is left out, not guessed. */
export function ProgressFacts({ batch, attempt }: { readonly batch: BatchView; readonly attempt: AttemptView }) {
  const format = useFormat();
  const now = useNow();
  const progress = progressOf(batch, now);
  if (progress === null) return null;
  const isOpen = attempt.endedAt === null;
  if (!isOpen) return <WholeBatchFacts batch={batch} />;
  return (
    <FactRow>
      <BigFact label="Returned" unit={`of ${format.number(progress.requests)}`}>
        {format.number(progress.answered)}
      </BigFact>
      {progress.requestsPerMinute !== null && (
        <BigFact label="Speed so far" unit="requests a minute">
          {format.number(Math.max(1, Math.round(progress.requestsPerMinute)))}
        </BigFact>
      )}
      {!batch.isCancelRequested && progress.remainingMs !== null && progress.remainingMs > 60_000 && (
        <BigFact label="At this speed">about {format.duration(progress.remainingMs)} more</BigFact>
      )}
      {batch.expiresAt !== null && (
        <BigFact label="At most until">
          <ClockTime value={batch.expiresAt} />
        </BigFact>
      )}
    </FactRow>
  );
}

/** Once nothing runs, the batch counts and not its last attempt: "4,989 of 5,000 answered in 2 attempts". */
function WholeBatchFacts({ batch }: { readonly batch: BatchView }) {
  const format = useFormat();
  const { attempts, counts, startedAt, endedAt } = batch;
  const rounds = attempts.length === 1 ? '' : ` in ${format.number(attempts.length)} attempts`;
  return (
    <FactRow>
      <BigFact label="Answered" unit={`of ${format.number(counts.total)}${rounds}`}>
        {format.number(counts.succeeded)}
      </BigFact>
      {startedAt !== null && (
        <BigFact label={attempts.length === 1 ? 'It took' : 'From start to end'}>
          <Duration from={startedAt} to={endedAt} />
        </BigFact>
      )}
    </FactRow>
  );
}

function FactRow({ children }: { readonly children: ReactNode }) {
  return <dl className="flex flex-wrap gap-x-12 gap-y-3.5 max-md:gap-x-8">{children}</dl>;
}

interface BigFactProps {
  readonly label: string;
  readonly unit?: string;
  readonly children: ReactNode;
}

function BigFact({ label, unit, children }: BigFactProps) {
  return (
    <div>
      <dt className="text-sm text-ink-3">{label}</dt>
      <dd className="mt-0.5 text-xl font-bold">
        {children}
        {unit !== undefined && <span className="text-base font-normal tracking-normal text-ink-3"> {unit}</span>}
      </dd>
    </div>
  );
}
