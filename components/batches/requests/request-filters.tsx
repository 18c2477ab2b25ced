'use client';

import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { type ClipboardEvent, useState } from 'react';
import { toast } from 'sonner';
import { Button } from '#components/ui/button.tsx';
import { FilterMenu } from '#components/ui/filter-menu.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import { SearchField } from '#components/ui/search-field.tsx';
import { type NotableEnd, notableEnds } from '#lib/shared/contract/answer-end.ts';
import type { BatchView } from '#lib/shared/contract/batch-view.ts';
import type { ShownOutcome } from '#lib/shared/contract/status.ts';
import { answerEndWords } from '#lib/shared/words/answer-end-words.ts';
import { providerName } from '#lib/shared/words/provider-name.ts';
import { causesOptions } from '../batch-queries.ts';
import { explainCause } from '../cause-words.ts';
import { parsePastedIds } from './pasted-ids.ts';
import type { RequestList } from './use-request-list.ts';

interface RequestFiltersProps {
  readonly batch: BatchView;
  readonly list: RequestList;
}

type OutcomeChoice = ShownOutcome | NotableEnd;

interface OutcomeOption {
  readonly value: OutcomeChoice;
  readonly label: string;
}

const succeededOption: OutcomeOption = { value: 'succeeded', label: 'Succeeded' };
const failedOptions: readonly OutcomeOption[] = [
  { value: 'failed', label: 'Failed' },
  { value: 'missing', label: 'Missing' },
];
const notAnsweredOption: OutcomeOption = { value: 'not_answered', label: 'Not answered' };
const waitingOption: OutcomeOption = { value: 'pending', label: 'Waiting' };

function isEnd(choice: OutcomeChoice | null): choice is NotableEnd {
  return notableEnds.some((end) => end === choice);
}

/** One line: search, filters, how many. */
export function RequestFilters({ batch, list }: RequestFiltersProps) {
  const format = useFormat();
  const { query } = list;
  const total = query.data?.total ?? null;
  return (
    <search className="mb-3 flex min-h-(--control) flex-wrap items-center gap-2">
      <CustomIdSearch list={list} />
      <OutcomeFilter batch={batch} list={list} />
      <CauseFilter batch={batch} list={list} />
      {total !== null && (
        <output className="ml-auto text-sm text-ink-3 max-md:mt-1 max-md:w-full">
          {total === batch.counts.total
            ? format.count(total, 'request')
            : `${format.number(total)} of ${format.number(batch.counts.total)}`}
        </output>
      )}
    </search>
  );
}

/** Outcomes, with those that are rare only where there are any. */
function OutcomeFilter({ batch, list }: RequestFiltersProps) {
  const format = useFormat();
  const { state, setFilters } = list;
  const counts: Readonly<Record<NotableEnd, number>> = {
    cut_off: batch.endings.cutOff,
    refused: batch.endings.refused,
    empty: batch.endings.empty,
  };
  const ends = notableEnds
    .filter((end) => counts[end] > 0 || state.ended === end)
    .map((end) => ({ value: end, label: `${answerEndWords[end]} (${format.number(counts[end])})` }));
  const hasNotAnswered = batch.counts.notAnswered > 0 || state.outcome === 'not_answered';
  return (
    <FilterMenu<OutcomeChoice>
      label="Outcome"
      anyLabel="Any outcome"
      value={state.ended ?? state.outcome}
      onChange={(choice) =>
        setFilters(isEnd(choice) ? { outcome: null, ended: choice } : { outcome: choice, ended: null })
      }
      options={[
        succeededOption,
        ...ends,
        ...failedOptions,
        ...(hasNotAnswered ? [notAnsweredOption] : []),
        waitingOption,
      ]}
      className="max-md:min-w-0 max-md:flex-1"
    />
  );
}

/** A custom_id or a part of one; a pasted list takes the place of the field until it is removed. */
function CustomIdSearch({ list }: { readonly list: RequestList }) {
  const format = useFormat();
  const [pastes, setPastes] = useState(0);
  const { ids, id } = list.state;
  const paste = (event: ClipboardEvent) => {
    const pasted = parsePastedIds(event.clipboardData.getData('text'));
    if (pasted === null) return;
    event.preventDefault();
    setPastes((count) => count + 1);
    list.setFilters({ id: '', ids: pasted.ids });
    if (pasted.leftOut === 0) return;
    toast(`The first ${format.count(pasted.ids.length, 'ID')} are searched.`, {
      description: `${format.number(pasted.leftOut)} more did not fit. Search for the rest separately.`,
    });
  };
  if (ids.length > 0) {
    return (
      <Button
        onClick={() => list.setFilters({ ids: [] })}
        aria-label={`Remove the list of ${format.count(ids.length, 'pasted ID')}`}
      >
        {format.count(ids.length, 'pasted ID')}
        <X aria-hidden />
      </Button>
    );
  }
  return (
    <div onPaste={paste} className="w-80 @max-[900px]/page:w-full">
      <SearchField
        key={pastes}
        label="Search by custom ID"
        placeholder="Search by custom ID"
        value={id}
        onChange={(text) => list.setFilters({ id: text })}
      />
    </div>
  );
}

function CauseFilter({ batch, list }: RequestFiltersProps) {
  const format = useFormat();
  const causes = useQuery(causesOptions(batch.id));
  const known = causes.data ?? [];
  if (known.length === 0 && list.state.cause === null) return null;
  return (
    <FilterMenu
      label="Cause"
      anyLabel="Any cause"
      value={list.state.cause}
      onChange={(cause) => list.setFilters({ cause })}
      options={known.map((cause) => ({
        value: cause.id,
        label: `${explainCause(cause, providerName(batch.connection)).title} (${format.number(cause.count)})`,
      }))}
      className="max-w-[28rem] max-md:min-w-0 max-md:flex-1"
    />
  );
}
