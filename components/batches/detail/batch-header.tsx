'use client';

import type { ReactNode } from 'react';
import type { LiveState } from '#components/live/follow-events.ts';
import { LiveIndicator } from '#components/live/live-indicator.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import { Tag } from '#components/ui/tag.tsx';
import { BackLink } from '#components/ui/text-link.tsx';
import type { BatchView } from '#lib/shared/contract/batch-view.ts';
import { describeStatus, statusFactsOfView, statusSentence } from '#lib/shared/words/status-words.ts';
import type { BatchActions } from '../batch-actions.ts';
import { requestsPath } from '../requests/requests-path.ts';
import { OutcomeBar, OutcomeKey } from '../status/outcome-bar.tsx';
import { StatusLabel } from '../status/status-label.tsx';
import { EditableName } from './editable-name.tsx';
import { useStateInTitle } from './use-state-in-title.ts';

interface BatchHeaderProps {
  readonly batch: BatchView;
  readonly live: LiveState | null;
  readonly renameBatch: BatchActions['renameBatch'];
  /** What can be done. */
  readonly children: ReactNode;
}

/** What state it is in, whether anything is wrong, and what can be done now. */
export function BatchHeader({ batch, live, renameBatch, children }: BatchHeaderProps) {
  const { locale } = useFormat();
  const words = describeStatus(statusFactsOfView(batch), locale);
  useStateInTitle(words, batch.name);
  const term = batch.status === 'draft' ? null : batch.status;
  return (
    <header>
      <BackLink href="/batches">Batches</BackLink>
      <div className="flex flex-wrap items-start gap-x-6 gap-y-3.5">
        <div className="min-w-[min(100%,320px)] flex-1">
          <EditableName batchId={batch.id} name={batch.name} renameBatch={renameBatch} />
          <div className="mt-2 flex flex-wrap items-center gap-x-[18px] gap-y-1">
            <StatusLabel words={{ ...words, term }} isTermKept />
            {live !== null && <LiveIndicator state={live} />}
            {batch.connection?.kind === 'sandbox' && (
              <Tag>{batch.isSample ? 'Sample data, made-up answers' : 'Made-up answers'}</Tag>
            )}
          </div>
          <output className="sr-only">{statusSentence(words)}</output>
          {words.under !== null && batch.hold === null && <p className="mt-1 ml-6 text-sm text-ink-3">{words.under}</p>}
          <LeftOut batch={batch} />
        </div>
        <div className="ml-auto flex flex-wrap items-center gap-2 print:hidden @max-[900px]/page:ml-0 @max-[900px]/page:w-full max-md:*:flex-auto">
          {children}
        </div>
      </div>
      {batch.counts.total > 0 && batch.attempts.length > 0 && (
        <div className="mt-[26px] max-md:mt-5">
          <OutcomeBar counts={batch.shownCounts} size="large" />
          <OutcomeKey
            counts={batch.shownCounts}
            // What only the provider counts is in no list yet.
            pathOf={(outcome) =>
              outcome === 'not_answered' || batch.shownCounts[outcome] === batch.counts[outcome]
                ? requestsPath(batch.id, { outcome })
                : null
            }
            className="@max-[900px]/page:gap-x-[18px] @max-[900px]/page:[&>li:last-child]:hidden"
          />
        </div>
      )}
    </header>
  );
}

/** Stays for good: what was never sent is in no other count of a started batch. */
function LeftOut({ batch }: { readonly batch: BatchView }) {
  const format = useFormat();
  const lines = batch.check?.badLines ?? 0;
  if (lines === 0 || batch.attempts.length === 0) return null;
  return (
    <p className="mt-1 ml-6 text-sm text-ink-3">
      {format.count(lines, 'bad line')} {lines === 1 ? 'was' : 'were'} left out
    </p>
  );
}
