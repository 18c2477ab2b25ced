'use client';

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { TextButton } from '#components/ui/text-link.tsx';
import type { RequestRow } from '#lib/shared/contract/batch-view.ts';
import { shownOutcome } from '#lib/shared/failures/find-failure.ts';
import { requestsOptions } from '../batch-queries.ts';
import { type RequestListState, noNarrowing, toUnfilteredQuery } from './request-list-query.ts';
import type { RequestList } from './use-request-list.ts';

/** Of a pasted list it matters just as much which ids are not shown, and why. */
export function LostIds({ batchId, list }: { readonly batchId: string; readonly list: RequestList }) {
  const { state } = list;
  const query = useQuery({ ...requestsOptions(batchId, toUnfilteredQuery(state)), enabled: state.ids.length > 0 });
  if (state.ids.length === 0 || query.data === undefined || query.isPlaceholderData) return null;
  const { hidden, unknown } = sortLostIds(state, query.data.items);
  return (
    <>
      {hidden.length > 0 && (
        <IdList title="Hidden by the filter" ids={hidden}>
          <TextButton onClick={() => list.setFilters(noNarrowing)}>Clear filter</TextButton>
        </IdList>
      )}
      {unknown.length > 0 && <IdList title="Not in this batch" ids={unknown} />}
    </>
  );
}

/** Which of the pasted ids the filter hides, and which the batch does not have. */
export function sortLostIds(
  { ids, outcome, ended, cause }: RequestListState,
  found: readonly Pick<RequestRow, 'customId' | 'outcome' | 'statusCode' | 'errorCode' | 'ended' | 'causeId'>[],
): { readonly hidden: readonly string[]; readonly unknown: readonly string[] } {
  const known = new Map(found.map((row) => [row.customId, row]));
  const isHidden = (id: string): boolean => {
    const row = known.get(id);
    if (row === undefined) return false;
    return [
      [outcome, shownOutcome(row)],
      [ended, row.ended],
      [cause, row.causeId],
    ].some(([wanted, is]) => wanted !== null && is !== wanted);
  };
  return { hidden: ids.filter(isHidden), unknown: ids.filter((id) => !known.has(id)) };
}

interface IdListProps {
  readonly title: string;
  readonly ids: readonly string[];
  readonly children?: ReactNode;
}

function IdList({ title, ids, children }: IdListProps) {
  return (
    <p className="mt-4 text-sm text-ink-2">
      {title}: <span className="mono wrap-anywhere">{ids.join(', ')}</span> {children}
    </p>
  );
}
