'use client';

import { Notice } from '#components/ui/notice.tsx';
import { type Format, useFormat } from '#components/ui/reader.tsx';
import { Time } from '#components/ui/time.tsx';
import type { AttemptView, BatchView } from '#lib/shared/contract/batch-view.ts';
import type { JobWarning } from '#lib/shared/contract/job-warning.ts';
import { holdsThatNeedAPerson } from '#lib/shared/contract/status.ts';
import { holdText } from '#lib/shared/words/hold-texts.ts';
import { jobWarningText } from '#lib/shared/words/job-warning-texts.ts';
import { providerName } from '#lib/shared/words/provider-name.ts';
import type { BatchActions } from '../batch-actions.ts';
import { BatchDetails, BatchTokens } from './batch-details.tsx';
import { DraftCheck } from './draft-check.tsx';
import { JobTable } from './job-table.tsx';
import { NextTry, TryNowButton } from './next-try.tsx';
import { ProgressFacts } from './progress-facts.tsx';
import { ProviderQuote } from './provider-quote.tsx';
import { Section } from './section.tsx';
import { Timeline } from './timeline.tsx';

interface OverviewTabProps {
  readonly batch: BatchView;
  readonly onShowFailures: () => void;
  readonly tryNow: BatchActions['tryNow'];
}

/** How far it is, what happened, and the jobs behind it. */
export function OverviewTab({ batch, onShowFailures, tryNow }: OverviewTabProps) {
  const attempt = batch.attempts.at(-1);
  const { inputTokens, outputTokens } = batch.usage;
  return (
    <div className="mt-8 grid grid-cols-[minmax(0,1fr)_324px] gap-x-[72px] gap-y-10 @max-[900px]/page:grid-cols-1 max-md:mt-6">
      <div className="min-w-0">
        {attempt === undefined ? (
          <DraftCheck batch={batch} />
        ) : (
          <RunOverview batch={batch} attempt={attempt} tryNow={tryNow} />
        )}
      </div>
      <aside className="min-w-0">
        <Section title="What happened">
          <Timeline batch={batch} onShowFailures={onShowFailures} />
        </Section>
        {(inputTokens ?? 0) + (outputTokens ?? 0) > 0 && (
          <Section title={batch.endedAt === null ? 'Tokens so far' : 'Tokens'}>
            <BatchTokens batch={batch} />
          </Section>
        )}
        <Section title="Details">
          <BatchDetails batch={batch} />
        </Section>
      </aside>
    </div>
  );
}

interface RunOverviewProps extends Pick<OverviewTabProps, 'batch' | 'tryNow'> {
  readonly attempt: AttemptView;
}

function RunOverview({ batch, attempt, tryNow }: RunOverviewProps) {
  const provider = providerName(batch.connection);
  return (
    <>
      <Warnings warnings={batch.warnings} />
      <Section
        title={attempt.endedAt === null ? 'Progress' : 'How it went'}
        note={attempt.number > 1 && attempt.endedAt === null ? `in attempt ${attempt.number}` : undefined}
      >
        <ProgressFacts batch={batch} attempt={attempt} />
        <WaitingNote batch={batch} tryNow={tryNow} />
      </Section>
      <Section
        title="Attempts and jobs"
        note={batch.attempts.length === 1 ? <AttemptNote attempt={attempt} /> : undefined}
      >
        {batch.attempts.toReversed().map((each) => (
          <div key={each.number} className="not-first:mt-8">
            {batch.attempts.length > 1 && (
              <h3 className="mb-1 font-medium">
                Attempt {each.number}{' '}
                <span className="ml-1 font-normal text-ink-3">
                  <AttemptNote attempt={each} isNumbered={false} />
                </span>
              </h3>
            )}
            {each.jobs.length > 0 && <JobTable attempt={each} provider={provider} />}
          </div>
        ))}
      </Section>
    </>
  );
}

function AttemptNote({ attempt, isNumbered = true }: { readonly attempt: AttemptView; readonly isNumbered?: boolean }) {
  const format = useFormat();
  const sent = howSent(attempt, format);
  return (
    <>
      {isNumbered && `Attempt ${attempt.number}, `}
      {format.count(attempt.requests, 'request')}, {sent}, started <Time value={attempt.startedAt} />
    </>
  );
}

/** What never reached the provider was not sent, however it was meant to be. */
function howSent({ jobs, endedAt }: AttemptView, format: Format): string {
  if (jobs.length === 0) return endedAt === null ? 'being prepared' : 'not sent';
  const isSent = jobs.some((job) => job.sentAt !== null);
  if (!isSent && jobs.every((job) => job.endedAt !== null)) return 'not sent';
  const into = jobs.length === 1 ? 'as one job' : `in ${format.number(jobs.length)} parts`;
  return isSent ? `sent ${into}` : `to be sent ${into}`;
}

/** What waits by itself explains itself; what needs a person stands above the tabs. */
function WaitingNote({ batch, tryNow }: Pick<OverviewTabProps, 'batch' | 'tryNow'>) {
  const { hold } = batch;
  if (hold === null || holdsThatNeedAPerson.includes(hold.kind)) return null;
  return (
    <Notice className="mt-5" actions={<TryNowButton batch={batch} tryNow={tryNow} />}>
      <b>Why is it waiting?</b> {holdText(hold)} <NextTry batch={batch} />
      <ProviderQuote hold={hold} provider={providerName(batch.connection)} />
    </Notice>
  );
}

function Warnings({ warnings }: { readonly warnings: readonly JobWarning[] }) {
  if (warnings.length === 0) return null;
  return (
    <Notice tone="attention" className="mb-8">
      <b>The provider’s numbers do not add up.</b> Every request is judged by its own result line, so nothing is lost:
      <ul className="mt-1 list-disc pl-5">
        {[...new Set(warnings.map(jobWarningText))].map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
    </Notice>
  );
}
