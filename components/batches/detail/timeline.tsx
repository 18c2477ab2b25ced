'use client';

import { useState } from 'react';
import { useReaderId } from '#components/rights/page-frame.tsx';
import { cn } from '#components/ui/class-names.ts';
import { useFormat } from '#components/ui/reader.tsx';
import { TextButton } from '#components/ui/text-link.tsx';
import { Time } from '#components/ui/time.tsx';
import type { BatchView, EventView } from '#lib/shared/contract/batch-view.ts';
import { type EventWordsOptions, eventWords } from '#lib/shared/words/event-words.ts';
import { providerName } from '#lib/shared/words/provider-name.ts';
import { isMoving } from '../use-batch.ts';
import { notableEvents } from './notable-events.ts';

const shownAtFirst = 8;

interface TimelineProps {
  readonly batch: BatchView;
  readonly onShowFailures: () => void;
}

/** What happened, the newest on top. */
export function Timeline({ batch, onShowFailures }: TimelineProps) {
  const { locale, count } = useFormat();
  const [areAllShown, setAreAllShown] = useState(false);
  const options: EventWordsOptions = {
    provider: providerName(batch.connection),
    hasParts: batch.attempts.some((attempt) => attempt.jobs.length > 1),
    locale,
    readerId: useReaderId(),
  };
  const newestFirst = notableEvents(batch.events, options.hasParts).toReversed();
  const shown = areAllShown ? newestFirst : newestFirst.slice(0, shownAtFirst);
  const hidden = newestFirst.length - shown.length;
  return (
    <>
      <ol>
        {shown.map((event, index) => (
          <TimelineEntry
            key={event.seq}
            event={event}
            options={options}
            isCurrent={index === 0 && isMoving(batch)}
            isLast={index === shown.length - 1}
            onShowFailures={onShowFailures}
          />
        ))}
      </ol>
      {hidden > 0 && (
        <TextButton className="mt-4 text-sm" onClick={() => setAreAllShown(true)}>
          Show {count(hidden, 'earlier entry', 'earlier entries')}
        </TextButton>
      )}
    </>
  );
}

interface TimelineEntryProps {
  readonly event: EventView;
  readonly options: EventWordsOptions;
  readonly isCurrent: boolean;
  readonly isLast: boolean;
  readonly onShowFailures: () => void;
}

function TimelineEntry({ event, options, isCurrent, isLast, onShowFailures }: TimelineEntryProps) {
  const words = eventWords(event, options);
  return (
    <li
      className={cn(
        'relative pl-6 text-ink-2',
        !isLast &&
          "pb-[18px] after:absolute after:top-[17px] after:-bottom-1 after:left-[7px] after:w-px after:bg-line-strong after:content-['']",
      )}
    >
      <span
        aria-hidden
        className={cn(
          'absolute top-1.5 left-[3px] z-1 size-[9px] border-2 bg-page',
          words.tone === 'failed' && 'rotate-45 rounded-[2px] border-failed',
          words.tone === 'attention' && 'rounded-full border-attention',
          words.tone === 'plain' && 'rounded-full border-ink-3',
          isCurrent && 'border-ink bg-ink',
        )}
      />
      <span className="wrap-anywhere">
        <b className="text-ink">{words.lead}</b>
        {words.rest}
      </span>{' '}
      {words.leadsToFailures && <TextButton onClick={onShowFailures}>See why</TextButton>}
      <div className="mt-px text-sm text-ink-3">
        <Time value={event.at} />
      </div>
    </li>
  );
}
