'use client';

import { useQueryClient } from '@tanstack/react-query';
import { Hand } from 'lucide-react';
import { Fragment } from 'react';
import { useAction } from '#components/live/use-action.ts';
import { useCan } from '#components/rights/page-frame.tsx';
import { Button, ButtonLink } from '#components/ui/button.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { type Format, useFormat } from '#components/ui/reader.tsx';
import type { ResolveJobInput } from '#lib/shared/contract/batch-inputs.ts';
import type { BatchView, JobView } from '#lib/shared/contract/batch-view.ts';
import { isJobHidden } from '#lib/shared/contract/hidden-job.ts';
import { holdsThatNeedAPerson } from '#lib/shared/contract/status.ts';
import { holdSituation, holdText } from '#lib/shared/words/hold-texts.ts';
import { providerName } from '#lib/shared/words/provider-name.ts';
import type { BatchActions } from '../batch-actions.ts';
import { batchKeys } from '../queries.ts';
import { NextTry, TryNowButton } from './next-try.tsx';
import { ProviderQuote } from './provider-quote.tsx';

interface NeedsPersonProps {
  readonly batch: BatchView;
  readonly resolveJob: BatchActions['resolveJob'];
  readonly tryNow: BatchActions['tryNow'];
}

/** What only a person can solve, with the place to do so. Nothing while the batch continues by itself. */
export function NeedsPerson({ batch, resolveJob, tryNow }: NeedsPersonProps) {
  const { hold } = batch;
  const canChangeConnections = useCan('admin');
  if (hold === null || !holdsThatNeedAPerson.includes(hold.kind)) return null;
  const inDoubt = batch.attempts.at(-1)?.jobs.filter((job) => job.hold?.kind === 'job_in_doubt') ?? [];
  if (inDoubt.length > 0) {
    return inDoubt.map((job) => <JobInDoubt key={job.id} batch={batch} job={job} resolveJob={resolveJob} />);
  }
  return (
    <Notice
      tone="attention"
      icon={<Hand aria-hidden className="size-4 text-attention-text" />}
      className="mt-6"
      actions={
        <>
          {hold.kind === 'key_refused' && canChangeConnections && (
            <ButtonLink href="/connections" size="small">
              Open connections
            </ButtonLink>
          )}
          <TryNowButton batch={batch} tryNow={tryNow} />
        </>
      }
    >
      <b>{holdText(hold)}</b> <NextTry batch={batch} />
      {hold.kind === 'key_refused' && !canChangeConnections && ' An admin of the workspace can enter a new key.'}
      <ProviderQuote hold={hold} provider={providerName(batch.connection)} />
    </Notice>
  );
}

interface JobInDoubtProps extends Omit<NeedsPersonProps, 'tryNow'> {
  readonly job: JobView;
}

/**
 * A job of which nobody knows whether it was sent, or what became of it: three ways on, and what each of them
 * costs.
 */
function JobInDoubt({ batch, job, resolveJob }: JobInDoubtProps) {
  const format = useFormat();
  const canRun = useCan('run');
  const queryClient = useQueryClient();
  const resolving = useAction(resolveJob, {
    onSuccess: () => queryClient.invalidateQueries({ queryKey: batchKeys.detail(batch.id) }),
  });
  const decide = (decision: ResolveJobInput['decision']) =>
    resolving.run({ batchId: batch.id, jobId: job.id, decision });
  return (
    <section aria-label="A decision is needed" className="mt-6 rounded-lg bg-attention-soft px-5 py-4">
      <h2 className="flex gap-2.5 font-medium">
        <Hand aria-hidden className="mt-0.5 size-4 shrink-0 text-attention-text" />
        {titleOf(batch, job)}
      </h2>
      <p className="mt-1 ml-[26px] max-w-[76ch] text-pretty text-ink-2">
        {job.hold === null ? null : holdSituation(job.hold)}
      </p>
      {canRun ? (
        <dl className="mt-4 ml-[26px] grid gap-x-6 gap-y-3 max-md:ml-0 md:grid-cols-[auto_minmax(0,1fr)] md:items-center">
          {waysOn(batch, job, format).map(({ decision, label, text }) => (
            <Fragment key={decision}>
              <dt className="flex">
                <Button className="w-full" onClick={() => decide(decision)} disabled={resolving.isPending}>
                  {label}
                </Button>
              </dt>
              <dd className="text-pretty text-ink-2 max-md:mb-2">{text}</dd>
            </Fragment>
          ))}
        </dl>
      ) : (
        <p className="mt-3 ml-[26px] text-ink-2">A runner or an admin of the workspace decides how it goes on.</p>
      )}
      {resolving.error !== null && (
        <p role="alert" className="mt-3 ml-[26px] text-failed-text">
          {resolving.error.message}
        </p>
      )}
    </section>
  );
}

interface WayOn {
  readonly decision: ResolveJobInput['decision'];
  readonly label: string;
  readonly text: string;
}

function titleOf({ connection }: BatchView, { part, hold }: JobView): string {
  if (hold?.code === 'job_unreachable')
    return `${providerName(connection)} has not answered about part ${part} for a day`;
  if (isJobHidden(hold)) return `${providerName(connection)} does not know the job of part ${part} any more`;
  return `It is not certain that part ${part} was sent`;
}

/** Its requests are not to be sent again, only its answers are still wanted. */
function isToBeFetched({ hold }: JobView): boolean {
  return isJobHidden(hold) && hold.code !== 'job_unknown';
}

function waysOn(batch: BatchView, job: JobView, format: Format): readonly WayOn[] {
  const provider = providerName(batch.connection);
  const requests = format.count(job.requests, 'request');
  const ways: readonly WayOn[] = [
    {
      decision: 'look_again',
      label: 'Look again',
      text: `Asks ${provider} once more whether it has the job. Costs nothing: try it first.`,
    },
    {
      decision: 'send_again',
      label: `Send ${requests} again`,
      text: isJobHidden(job.hold)
        ? `Look at ${provider} yourself first. If the job still exists there, it is cancelled where that is possible, but what it has answered by then is paid for twice.`
        : `Look at ${provider} yourself first: its list can be minutes late. If the job appears within an hour after all, it is cancelled, but what it has answered by then is paid for twice.`,
    },
    {
      decision: 'give_up',
      label: `Give up part ${job.part}`,
      text: isJobHidden(job.hold)
        ? `${isToBeFetched(job) ? 'Requests with no answer stored here' : `Its ${requests}`} count as missing and can be retried. The job is not looked for any more.`
        : `Its ${requests} count as missing and can be retried. If the job appears within an hour after all, its answers are fetched, or it is cancelled where a retry has begun.`,
    },
  ];
  return isToBeFetched(job) ? ways.filter(({ decision }) => decision !== 'send_again') : ways;
}
