'use client';

import { AboveRowLink, Cell, Row, RowLink } from '#components/data-table/table.tsx';
import { useCan } from '#components/rights/page-frame.tsx';
import { useReaderId } from '#components/rights/page-frame.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import { TextLink } from '#components/ui/text-link.tsx';
import { Duration, Time } from '#components/ui/time.tsx';
import type { BatchListItem } from '#lib/shared/contract/batch-view.ts';
import { personName } from '#lib/shared/words/person-name.ts';
import { type StatusWords, describeStatus, statusFactsOfItem, statusSentence } from '#lib/shared/words/status-words.ts';
import { OutcomeBar } from '../status/outcome-bar.tsx';
import { StatusLabel } from '../status/status-label.tsx';
import { leavingOf, phoneRow } from './batch-columns.ts';

/** One batch in the list. */
export function BatchRow({ batch }: { readonly batch: BatchListItem }) {
  const format = useFormat();
  const readerId = useReaderId();
  const leaving = leavingOf(readerId !== null);
  const words = describeStatus(statusFactsOfItem(batch), format.locale);
  return (
    <Row isPressable className={phoneRow}>
      <Cell className="h-[60px] max-md:order-1 max-md:h-auto max-md:min-w-0">
        <RowLink href={`/batches/${batch.id}`} title={`${batch.name}\n${statusSentence(words)} (${batch.status})`}>
          {batch.name}
        </RowLink>
        <span className="mt-px block truncate text-sm text-ink-3 max-md:hidden">{batch.inputName}</span>
      </Cell>
      <Cell className="py-1.5 pr-6 max-md:order-3 max-md:col-span-full max-md:mt-1.5">
        <BatchStatusCell batch={batch} words={words} />
      </Cell>
      <Cell align="right" className="max-md:hidden">
        {batch.counts.total > 0 ? format.number(batch.counts.total) : <None />}
      </Cell>
      <Cell className={`truncate text-ink-2 max-md:hidden ${leaving.model}`}>{batch.model ?? <None />}</Cell>
      <Cell className={`truncate text-ink-2 max-md:hidden ${leaving.connection}`}>
        {batch.connection?.name ?? <None />}
      </Cell>
      {readerId !== null && (
        <Cell className={`truncate text-ink-2 max-md:hidden ${leaving.startedBy}`}>
          {batch.startedBy === null ? <None /> : personName(batch.startedBy, readerId)}
        </Cell>
      )}
      <Cell className="text-ink-2 max-md:order-2 max-md:text-sm max-md:leading-5 max-md:text-ink-3">
        {batch.startedAt === null ? (
          <span className="text-ink-3">Not yet</span>
        ) : (
          <AboveRowLink>
            <Time value={batch.startedAt} />
          </AboveRowLink>
        )}
      </Cell>
      <Cell align="right" className={`whitespace-nowrap text-ink-2 max-md:hidden ${leaving.duration}`}>
        {batch.startedAt === null ? <None /> : <Duration from={batch.startedAt} to={batch.endedAt} />}
      </Cell>
      <Cell className="max-md:order-4 max-md:col-span-full md:hidden">
        <PhoneFacts batch={batch} />
      </Cell>
    </Row>
  );
}

function BatchStatusCell({ batch, words }: { readonly batch: BatchListItem; readonly words: StatusWords }) {
  const canChangeConnections = useCan('admin');
  const hasBar = batch.status !== 'draft' && words.tone !== 'needs_person' && words.under === null;
  return (
    <>
      <StatusLabel words={words} />
      {hasBar && (
        <OutcomeBar
          counts={batch.shownCounts}
          className="mt-2 mb-0.5 max-w-80 max-md:mt-2.5 max-md:mb-0 max-md:max-w-none"
        />
      )}
      {words.tone === 'needs_person' && batch.hold?.kind === 'key_refused' && canChangeConnections ? (
        <AboveRowLink className="mt-0.5 block text-sm">
          <TextLink href="/connections">Open the connection</TextLink>
        </AboveRowLink>
      ) : (
        words.under !== null && (
          <span
            title={words.under}
            className={`mt-0.5 block truncate text-sm text-ink-3 ${words.tone === 'needs_person' ? '' : 'ml-6'}`}
          >
            {words.under}
          </span>
        )
      )}
    </>
  );
}

function PhoneFacts({ batch }: { readonly batch: BatchListItem }) {
  const format = useFormat();
  const readerId = useReaderId();
  const facts = [
    batch.counts.total > 0 ? format.count(batch.counts.total, 'request') : null,
    batch.model,
    batch.connection?.name ?? null,
    readerId === null || batch.startedBy === null ? null : personName(batch.startedBy, readerId),
  ];
  return (
    <span className="mt-2 flex gap-3.5 overflow-hidden text-sm whitespace-nowrap text-ink-3">
      {facts.map((fact) => fact !== null && <span key={fact}>{fact}</span>)}
    </span>
  );
}

/** Nothing applies here: a dash, never 0. */
function None() {
  return <span className="text-ink-3">–</span>;
}
