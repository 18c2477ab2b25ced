'use client';

import { useQuery } from '@tanstack/react-query';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { SectionError } from '#components/ui/error-state.tsx';
import { type Format, useFormat } from '#components/ui/reader.tsx';
import { LoadingAnnouncement, Skeleton } from '#components/ui/skeleton.tsx';
import { TextLink } from '#components/ui/text-link.tsx';
import type { RetryScope } from '#lib/shared/contract/batch-inputs.ts';
import type { BatchView, Cause } from '#lib/shared/contract/batch-view.ts';
import { findFailure } from '#lib/shared/failures/find-failure.ts';
import type { RetryHelp } from '#lib/shared/failures/known-failures.ts';
import { providerName } from '#lib/shared/words/provider-name.ts';
import { causesOptions } from '../batch-queries.ts';
import { whyNoRetry } from '../why-no-retry.ts';
import { CauseEntry } from './cause-entry.tsx';

interface FailuresTabProps {
  readonly batch: BatchView;
  readonly onShowRequests: (cause: Cause) => void;
  readonly onRetry: (scope: RetryScope) => void;
}

/** Why requests have no answer: causes, the largest first. */
export function FailuresTab({ batch, onShowRequests, onRetry }: FailuresTabProps) {
  const format = useFormat();
  const causes = useQuery(causesOptions(batch.id));
  if (causes.data === undefined) {
    if (!causes.isError) return <LoadingCauses />;
    return (
      <SectionError
        title="The failures could not be loaded."
        onRetry={() => causes.refetch()}
        isRetrying={causes.isRefetching}
        className="mt-7"
      >
        {causes.error.message}
      </SectionError>
    );
  }
  if (causes.data.length === 0) return <EmptyState>{noFailures(batch, format)}</EmptyState>;
  const largest = causes.data[0]?.count ?? 1;
  return (
    <>
      <Verdict batch={batch} causes={causes.data} />
      {causes.data.map((cause) => (
        <CauseEntry
          key={cause.id}
          batch={batch}
          cause={cause}
          share={cause.count / largest}
          provider={providerName(batch.connection)}
          onShowRequests={() => onShowRequests(cause)}
          onRetry={batch.isOfScript ? null : () => onRetry({ kind: 'cause', causeId: cause.id })}
        />
      ))}
    </>
  );
}

function noFailures(batch: BatchView, format: Format): string {
  if (batch.attempts.length === 0) return 'Nothing has been sent yet, so nothing can have failed.';
  if (batch.endedAt !== null) return 'Every request was answered.';
  const reported = reportedFailures(batch);
  if (reported === 0) return 'Nothing has failed so far.';
  const have = reported === 1 ? 'has' : 'have';
  return `${format.number(reported)} ${have} failed so far. The reasons come when the job ends.`;
}

/** Failures that the provider counts, in jobs that have not ended: it tells no more of them yet. */
function reportedFailures({ endedAt, counts, shownCounts }: BatchView): number {
  return endedAt === null ? Math.max(0, shownCounts.failed - counts.failed) : 0;
}

/** The sum in a sentence: how many, for how many causes, and what a retry would do for them. */
function Verdict({ batch, causes }: { readonly batch: BatchView; readonly causes: readonly Cause[] }) {
  const format = useFormat();
  const unsuccessful = sumOf(causes);
  const reported = reportedFailures(batch);
  const total = format.number(batch.counts.total);
  return (
    <div className="mt-7 mb-2 flex items-center gap-6 max-md:mt-[22px] max-md:mb-1 max-md:flex-col max-md:items-stretch max-md:gap-2.5">
      <p className="text-lg text-pretty">
        <b>
          {format.number(unsuccessful)} of {total} {batch.counts.total === 1 ? 'request' : 'requests'}{' '}
          {unsuccessful === 1 ? 'has' : 'have'} no answer, with {format.count(causes.length, 'cause')}.
        </b>{' '}
        <span className="text-ink-2">
          {whatRetryDoes(causes, format)} {batch.endedAt === null && whyNoRetry(batch)}{' '}
          {reported > 0 &&
            `${format.number(reported)} more ${reported === 1 ? 'has' : 'have'} failed so far; the reasons come when the job ends.`}
        </span>
      </p>
      <TextLink href="/errors" className="ml-auto whitespace-nowrap max-md:ml-0">
        What errors mean
      </TextLink>
    </div>
  );
}

function whatRetryDoes(causes: readonly Cause[], format: Format): string {
  const helps = (help: RetryHelp): number => sumOf(causes.filter((cause) => findFailure(cause).willRetryHelp === help));
  const incurable = helps('no');
  const curable = helps('yes') + helps('maybe');
  const verb = helps('maybe') > 0 ? 'may help' : 'will probably help';
  if (incurable === 0) return `A retry ${verb} ${curable === 1 ? 'it' : 'all of them'}.`;
  const needChange = incurable === 1 ? 'needs a change first' : 'need a change first';
  if (curable === 0) return `A retry alone will not help: ${incurable === 1 ? 'it' : 'they'} ${needChange}.`;
  return `A retry ${verb} ${format.number(curable)} of them; ${format.number(incurable)} ${needChange}.`;
}

function sumOf(causes: readonly Cause[]): number {
  return causes.reduce((sum, cause) => sum + cause.count, 0);
}

function LoadingCauses() {
  return (
    <div className="mt-7 flex flex-col gap-12">
      <LoadingAnnouncement>Loading the failures</LoadingAnnouncement>
      {[60, 45, 52].map((width) => (
        <div
          key={width}
          className="grid grid-cols-[116px_minmax(0,1fr)] gap-8 max-md:grid-cols-[64px_minmax(0,1fr)] max-md:gap-3"
        >
          <Skeleton width={48} isLarge />
          <div className="flex flex-col gap-3.5 pt-1.5">
            <Skeleton width={`${width}%`} />
            <Skeleton width={`${width + 20}%`} />
          </div>
        </div>
      ))}
    </div>
  );
}
