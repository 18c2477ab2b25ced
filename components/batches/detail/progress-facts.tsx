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
  return (
    <dl className="flex flex-wrap gap-x-12 gap-y-3.5 max-md:gap-x-8">
      <BigFact label="Returned" unit={`of ${format.number(progress.requests)}`}>
        {format.number(progress.answered)}
      </BigFact>
      {progress.requestsPerMinute !== null && (
        <BigFact label={isOpen ? 'Speed so far' : 'Speed'} unit="requests a minute">
          {format.number(Math.max(1, Math.round(progress.requestsPerMinute)))}
        </BigFact>
      )}
      {isOpen && !batch.isCancelRequested && progress.remainingMs !== null && progress.remainingMs > 60_000 && (
        <BigFact label="At this speed">about {format.duration(progress.remainingMs)} more</BigFact>
      )}
      {isOpen && batch.expiresAt !== null && (
        <BigFact label="At most until">
          <ClockTime value={batch.expiresAt} />
        </BigFact>
      )}
      {!isOpen && (
        <BigFact label="It took">
          <Duration from={attempt.startedAt} to={attempt.endedAt} />
        </BigFact>
      )}
    </dl>
  );
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
