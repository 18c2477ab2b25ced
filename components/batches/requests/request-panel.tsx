'use client';

import { type RefObject, useRef, useState } from 'react';
import { ApiError } from '#components/live/fetch-json.ts';
import { SectionError } from '#components/ui/error-state.tsx';
import { SidePanel } from '#components/ui/side-panel.tsx';
import { LoadingAnnouncement, Skeleton } from '#components/ui/skeleton.tsx';
import type { BatchView, RequestDetail } from '#lib/shared/contract/batch-view.ts';
import { providerName } from '#lib/shared/words/provider-name.ts';
import { AnswerSide } from './answer-side.tsx';
import { AttemptChoice } from './attempt-choice.tsx';
import { PanelFoot, PanelHead } from './panel-frame.tsx';
import { RequestSide } from './request-side.tsx';
import type { OpenRequest } from './use-open-request.ts';
import type { RequestList } from './use-request-list.ts';
import { findWaiting } from './waiting-words.ts';

interface RequestPanelProps {
  readonly batch: BatchView;
  readonly list: RequestList;
  readonly open: OpenRequest;
  /** Null where no retry is in question. */
  readonly onRetry: ((line: number) => void) | null;
}

/** The open request beside the list. Closing it gives the focus back to its row. */
export function RequestPanel({ batch, list, open, onRetry }: RequestPanelProps) {
  const line = list.state.request;
  const heading = useRef<HTMLHeadingElement>(null);
  const [shownLine, setShownLine] = useState(line);
  if (line !== null && line !== shownLine) setShownLine(line);
  return (
    <SidePanel
      isOpen={line !== null}
      onClose={list.closeRequest}
      label="Request"
      initialFocus={heading}
      finalFocus={() => findRowLink(shownLine) ?? true}
    >
      {shownLine !== null && (
        <PanelContent batch={batch} list={list} open={open} line={shownLine} onRetry={onRetry} heading={heading} />
      )}
    </SidePanel>
  );
}

function findRowLink(line: number | null): HTMLElement | null {
  return line === null ? null : document.querySelector<HTMLElement>(`[data-request-line="${line}"]`);
}

interface PanelContentProps extends RequestPanelProps {
  readonly line: number;
  readonly heading: RefObject<HTMLHeadingElement | null>;
}

function PanelContent({ batch, list, open, line, onRetry, heading }: PanelContentProps) {
  const { query, detail } = open;
  const isGone = detail === undefined && query.error instanceof ApiError && query.error.status === 404;
  return (
    <>
      <PanelHead list={list} open={open} line={line} isGone={isGone} heading={heading} />
      {isGone && (
        <p className="flex-1 p-7 text-pretty text-ink-2 max-md:p-4">
          Line {line} of this batch holds no request. The link may be of another batch, or the line was left out.
        </p>
      )}
      {detail === undefined && query.isError && !isGone && (
        <div className="flex-1 p-7 max-md:p-4">
          <SectionError
            title="This request could not be loaded."
            onRetry={() => query.refetch()}
            isRetrying={query.isFetching}
          >
            {query.error.message}
          </SectionError>
        </div>
      )}
      {detail === undefined && !query.isError && <LoadingPanel />}
      {detail !== undefined && <PanelBody key={detail.row.line} batch={batch} detail={detail} />}
      <PanelFoot batch={batch} onRetry={onRetry === null || detail === undefined ? null : () => onRetry(line)} />
    </>
  );
}

function PanelBody({ batch, detail }: { readonly batch: BatchView; readonly detail: RequestDetail }) {
  const provider = providerName(batch.connection);
  const current = detail.attempts.find((attempt) => attempt.isCurrent) ?? detail.attempts.at(-1) ?? null;
  const [chosen, setChosen] = useState<number | null>(null);
  const attempt = detail.attempts.find(({ number }) => number === chosen) ?? current;
  return (
    <>
      {detail.attempts.length > 1 && attempt !== null && (
        <AttemptChoice attempts={detail.attempts} chosen={attempt.number} onChoose={setChosen} provider={provider} />
      )}
      <div className="mt-4 grid min-h-0 flex-1 grid-cols-2 border-t border-line max-md:mt-3 max-md:block max-md:overflow-y-auto">
        <div className="order-2 min-w-0 overflow-y-auto border-l border-line py-3.5 pr-7 pl-6 max-md:border-b max-md:border-l-0 max-md:px-4 max-md:pb-5">
          <AnswerSide
            key={attempt?.number}
            batchId={batch.id}
            line={detail.row.line}
            attempt={attempt}
            waiting={findWaiting(batch, detail.row.line)}
            provider={provider}
          />
        </div>
        <div className="order-1 min-w-0 overflow-y-auto py-3.5 pr-6 pl-7 max-md:px-4 max-md:pb-5">
          <RequestSide batchId={batch.id} detail={detail} />
        </div>
      </div>
    </>
  );
}

function LoadingPanel() {
  return (
    <div className="mt-4 flex flex-1 flex-col gap-5 border-t border-line px-7 py-6 max-md:px-4">
      <LoadingAnnouncement>Loading the request</LoadingAnnouncement>
      {[40, 92, 86, 64].map((width) => (
        <Skeleton key={width} width={`${width}%`} />
      ))}
    </div>
  );
}
