import { createSerializer } from 'nuqs/server';
import { tabParser } from '../batch-tabs.ts';
import { type RequestListState, requestListParsers } from './request-list-query.ts';

const serialize = createSerializer({ tab: tabParser, ...requestListParsers });

/** The address of a batch's requests, filtered. */
export function requestsPath(
  batchId: string,
  filters: Partial<Pick<RequestListState, 'id' | 'outcome' | 'ended' | 'cause'>>,
): string {
  return serialize(`/batches/${encodeURIComponent(batchId)}`, { tab: 'requests', ...filters });
}
