'use client';

import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import type { LiveState } from '#components/live/follow-events.ts';
import { pollIntervalMs, useLiveEvents } from '#components/live/use-live-events.ts';
import type { BatchView } from '#lib/shared/contract/batch-view.ts';
import { isEnded } from '#lib/shared/contract/status.ts';
import { batchKeys, batchOptions } from './queries.ts';

interface FollowedBatch {
  readonly query: UseQueryResult<BatchView>;
  /** Null when nothing moves any more and the page has stopped asking. */
  readonly live: LiveState | null;
}

/** A batch, followed by events while it moves, and by asking while events don't come. */
export function useBatch(batchId: string): FollowedBatch {
  const queryClient = useQueryClient();
  const options = batchOptions(batchId);
  const known = queryClient.getQueryState(options.queryKey);
  const isFollowed = known?.data === undefined ? known?.status !== 'error' : isMoving(known.data);
  const live = useLiveEvents({
    scope: batchId,
    isEnabled: isFollowed,
    onChange: () => void queryClient.invalidateQueries({ queryKey: batchKeys.detail(batchId) }),
  });
  const query = useQuery({
    ...options,
    refetchInterval: isFollowed && live === 'polling' ? pollIntervalMs : false,
  });
  return { query, live: isFollowed ? live : null };
}

/** True while the file of a draft is read, made or checked. */
function isPrepared({ check, table }: BatchView): boolean {
  if (check === null || check.isRunning) return true;
  return table !== null && ((!table.isMade && table.isReading) || table.making !== null);
}

/** True while a worker has something to do with the batch: then it may look different at any moment. */
export function isMoving(batch: BatchView): boolean {
  if (batch.isRemoveRequested) return true;
  if (batch.status === 'draft') return isPrepared(batch);
  return !isEnded(batch.status) || batch.counts.pending > 0;
}
