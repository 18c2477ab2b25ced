'use client';

import { Ban } from 'lucide-react';
import type { ReactNode } from 'react';
import { Notice } from '#components/ui/notice.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import { LoadingAnnouncement, Skeleton } from '#components/ui/skeleton.tsx';
import type { RetryScope } from '#lib/shared/contract/batch-inputs.ts';
import type { BatchView, RetryPreview } from '#lib/shared/contract/batch-view.ts';
import { shownOutcome } from '#lib/shared/failures/find-failure.ts';
import { providerName } from '#lib/shared/words/provider-name.ts';
import { explainCause } from '../cause-words.ts';
import { OutcomeGlyph } from '../status/outcome-glyph.tsx';
import { sumOf, whatIsInVain } from './retry-words.ts';

interface RetryPreviewListProps {
  readonly batch: BatchView;
  readonly scope: RetryScope;
  readonly preview: RetryPreview;
}

/** Sent and left out, by cause, with the numbers. */
export function RetryPreviewList({ batch, scope, preview }: RetryPreviewListProps) {
  const format = useFormat();
  const provider = providerName(batch.connection);
  return (
    <>
      <SentGroup preview={preview} provider={provider} />
      {sumOf(preview.leftOut) > 0 && <LeftOutGroup scope={scope} preview={preview} provider={provider} />}
      <dl className="mt-3 flex flex-wrap justify-between gap-x-5 gap-y-3 border-t border-line-strong pt-4">
        <RetryFact label="Model and settings">
          as before{batch.check?.model == null ? '' : `, ${batch.check.model}`}
        </RetryFact>
        <RetryFact label="Connection">{batch.connection?.name ?? 'Removed'}</RetryFact>
        <RetryFact label="Attempt">{format.number(preview.attemptsSeen + 1)}</RetryFact>
      </dl>
    </>
  );
}

interface GroupProps {
  readonly preview: RetryPreview;
  readonly provider: string;
}

function SentGroup({ preview, provider }: GroupProps) {
  const format = useFormat();
  const inVain = whatIsInVain(preview, provider, format.number);
  return (
    <>
      <GroupHead title="Sent" count={preview.requests} />
      <ul>
        {preview.sent.map((cause) => (
          <GroupRow key={cause.id} icon={<OutcomeGlyph outcome={shownOutcome(cause)} />} count={cause.count}>
            {explainCause(cause, provider).title}
          </GroupRow>
        ))}
        {preview.answered > 0 && (
          <GroupRow icon={<OutcomeGlyph outcome="succeeded" />} count={preview.answered}>
            {preview.answered === 1 ? 'Has an answer already' : 'Have an answer already'}
          </GroupRow>
        )}
      </ul>
      {inVain !== null && (
        <Notice tone="attention" className="mt-3">
          {inVain}
        </Notice>
      )}
    </>
  );
}

function LeftOutGroup({ scope, preview, provider }: GroupProps & Pick<RetryPreviewListProps, 'scope'>) {
  return (
    <div className="mt-5 text-ink-2">
      <GroupHead
        title="Left out"
        note={scope.kind === 'curable' ? 'a retry would fail in the same way' : undefined}
        count={sumOf(preview.leftOut)}
      />
      <ul>
        {preview.leftOut.map((cause) => (
          <GroupRow key={cause.id} icon={<Ban aria-hidden className="size-4 text-ink-3" />} count={cause.count}>
            {explainCause(cause, provider).title}
          </GroupRow>
        ))}
      </ul>
    </div>
  );
}

function GroupHead({ title, note, count }: { readonly title: string; readonly note?: string; readonly count: number }) {
  const format = useFormat();
  return (
    <div className="flex items-baseline gap-2 border-b border-line pb-2">
      <h3 className="font-medium text-ink">{title}</h3>
      {note !== undefined && <span className="text-ink-3">{note}</span>}
      <b className="ml-auto font-bold text-ink">{format.number(count)}</b>
    </div>
  );
}

interface GroupRowProps {
  readonly icon: ReactNode;
  readonly count: number;
  readonly children: ReactNode;
}

function GroupRow({ icon, count, children }: GroupRowProps) {
  const format = useFormat();
  return (
    <li className="flex min-h-10 items-center gap-2.5 border-b border-line py-1.5 last:border-b-0">
      {icon}
      <span className="min-w-0">{children}</span>
      <span className="ml-auto pl-3">{format.number(count)}</span>
    </li>
  );
}

function RetryFact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt className="text-sm text-ink-3">{label}</dt>
      <dd className="mt-0.5 font-medium">{children}</dd>
    </div>
  );
}

export function LoadingRetryPreview() {
  return (
    <div className="flex flex-col gap-7 py-3">
      <LoadingAnnouncement>Working out what will be sent</LoadingAnnouncement>
      <Skeleton width="80%" />
      <Skeleton width="65%" />
      <Skeleton width="70%" />
    </div>
  );
}
