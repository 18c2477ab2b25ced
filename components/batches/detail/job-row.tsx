'use client';

import { Files } from 'lucide-react';
import type { ReactNode } from 'react';
import { Cell, Row } from '#components/data-table/table.tsx';
import { Button } from '#components/ui/button.tsx';
import { cn } from '#components/ui/class-names.ts';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { copyText } from '#components/ui/copy-text.ts';
import { cutMiddle } from '#components/ui/cut-middle.ts';
import { Menu, MenuContent, MenuItem, MenuTrigger } from '#components/ui/menu.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import { TriangleShape } from '#components/ui/shapes.tsx';
import { Duration } from '#components/ui/time.tsx';
import type { JobView, RequestPlace } from '#lib/shared/contract/batch-view.ts';
import { holdText } from '#lib/shared/words/hold-texts.ts';
import { jobRefusalText } from '#lib/shared/words/job-refusal-texts.ts';
import { jobWarningText } from '#lib/shared/words/job-warning-texts.ts';
import { atSentenceStart } from '#lib/shared/words/provider-name.ts';
import { StatusLabel } from '../status/status-label.tsx';
import { jobWords } from './job-words.ts';
import { ProviderQuote } from './provider-quote.tsx';

interface JobRowProps {
  readonly job: JobView;
  readonly provider: string;
  /** True where the page says already why its only job waits. */
  readonly isHoldShown: boolean;
}

/** One job; why it waits or was refused stands below it. */
export function JobRow({ job, provider, isHoldShown }: JobRowProps) {
  const format = useFormat();
  const { answered } = job;
  const notes = jobNotes(job, provider, isHoldShown);
  return (
    <>
      <Row
        className={cn(
          'max-md:grid max-md:grid-cols-[minmax(0,1fr)_auto] max-md:gap-x-3 max-md:gap-y-1 max-md:border-b max-md:border-line max-md:py-3 max-md:last:border-b-0',
          notes.length > 0 && '[&>:first-child]:after:hidden',
        )}
      >
        <Cell className="h-[52px] max-md:hidden">{job.part}</Cell>
        <Cell>
          <span className="flex flex-wrap items-center gap-x-1.5">
            <span className="text-ink-3 md:hidden">Part {job.part}</span>
            <JobStatus job={job} />
          </span>
        </Cell>
        <Cell align="right" className="max-md:text-right">
          {format.number(answered)}
          {answered < job.requests && <span className="text-ink-3"> of {format.number(job.requests)}</span>}
        </Cell>
        <Cell align="right" className="text-ink-2 max-md:hidden">
          {job.sentAt === null ? '–' : <Duration from={job.sentAt} to={job.endedAt} />}
        </Cell>
        <Cell className={cn('max-md:col-span-2', job.providerId === null && whyNoId(job) === null && 'max-md:hidden')}>
          <ProviderIds job={job} />
        </Cell>
      </Row>
      {notes.length > 0 && (
        <Row>
          <Cell colSpan={5} className="pb-4 md:pl-[9%]">
            <div className="flex flex-col gap-2">{notes}</div>
          </Cell>
        </Row>
      )}
    </>
  );
}

/** Our words for these are the provider's. */
const impliedWords: ReadonlySet<string | null> = new Set(['completed', 'cancelled']);

/** The words, and the provider's own word behind them where they do not say the same. */
function JobStatus({ job }: { readonly job: JobView }) {
  const { locale } = useFormat();
  const isSaid = job.providerStatus === job.status && impliedWords.has(job.status);
  const term = isSaid ? null : job.providerStatus;
  return <StatusLabel words={{ ...jobWords(job, locale), term }} isTermKept />;
}

function ProviderIds({ job }: { readonly job: JobView }) {
  if (job.providerId === null) return <span className="text-ink-3">{whyNoId(job) ?? '–'}</span>;
  const files = [
    ['input file', job.files.input],
    ['output file', job.files.output],
    ['error file', job.files.errors],
  ].flatMap(([name, id]) => (id == null || name == null ? [] : [{ name, id }]));
  return (
    <span className="flex items-center gap-1">
      <span title={job.providerId} className="mono min-w-0 text-ink-2">
        {cutMiddle(job.providerId, 16, 6)}
      </span>
      <CopyButton text={job.providerId} label={`Copy job ID of part ${job.part}`} />
      {files.length > 0 && <FileIds part={job.part} files={files} />}
    </span>
  );
}

/** Null where it will never have one. */
function whyNoId({ endedAt, hold }: JobView): string | null {
  if (endedAt !== null) return null;
  return hold?.kind === 'job_in_doubt' ? 'Not known' : 'Not sent yet';
}

function FileIds(props: {
  readonly part: number;
  readonly files: readonly { readonly name: string; readonly id: string }[];
}) {
  return (
    <Menu>
      <MenuTrigger
        render={
          <Button
            variant="quiet"
            size="small"
            isIcon
            aria-label={`File IDs of part ${props.part}`}
            className="size-6! [&_svg]:size-3.5"
          >
            <Files aria-hidden />
          </Button>
        }
      />
      <MenuContent>
        {props.files.map(({ name, id }) => (
          <MenuItem key={name} onClick={() => void copyText(id, `ID of the ${name}`)}>
            <span className="flex-1">Copy {name}</span>
            <span className="mono pl-6 text-ink-3">{cutMiddle(id, 16, 6)}</span>
          </MenuItem>
        ))}
      </MenuContent>
    </Menu>
  );
}

function jobNotes(job: JobView, provider: string, isHoldShown: boolean): ReactNode[] {
  const { hold, providerErrors, refusal, warnings } = job;
  return [
    ...(hold === null || isHoldShown || hold.kind === 'job_in_doubt'
      ? []
      : [
          <Notice key="hold">
            <b>Why is it waiting?</b> {holdText(hold)}
            <ProviderQuote hold={hold} provider={provider} />
          </Notice>,
        ]),
    ...(providerErrors.length === 0
      ? []
      : [<ProviderErrors key="errors" errors={providerErrors} provider={provider} />]),
    ...(refusal === null ? [] : [<Notice key="refusal">{jobRefusalText(refusal)}</Notice>]),
    ...warnings.map(jobWarningText).map((warning) => (
      <Notice key={warning} icon={<TriangleShape className="text-attention" />}>
        {warning}
      </Notice>
    )),
  ];
}

const shownErrors = 5;

function ProviderErrors({
  errors,
  provider,
}: {
  readonly errors: JobView['providerErrors'];
  readonly provider: string;
}) {
  const format = useFormat();
  return (
    <Notice>
      <b>{atSentenceStart(provider)} says:</b>
      <ul className="mt-1 flex flex-col gap-1">
        {errors.slice(0, shownErrors).map((error, index) => (
          <li key={index} className="wrap-anywhere">
            {error.place !== null && <Place place={error.place} />}
            {error.message} {error.code !== null && <span className="mono text-ink-3">{error.code}</span>}
          </li>
        ))}
      </ul>
      {errors.length > shownErrors && (
        <p className="mt-1 text-ink-3">And {format.count(errors.length - shownErrors, 'more error')}.</p>
      )}
    </Notice>
  );
}

/** The line as it is numbered in the uploaded file, not in the part that was sent. */
function Place({ place }: { readonly place: RequestPlace }) {
  const format = useFormat();
  return (
    <>
      Line {format.number(place.line)}, <span className="mono">{place.customId}</span>:{' '}
    </>
  );
}
