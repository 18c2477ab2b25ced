import type { BatchPage } from '#lib/contracts/batch-storage.ts';

/** What a storage has to know of each batch to list it. */
export interface ListedBatch {
  readonly id: string;
  readonly createdAt: Date;
  readonly isOpen: boolean;
}

/** The ids of one page, for storages that look at all of their batches to list some. */
export function pageOfBatches(batches: readonly ListedBatch[], page: BatchPage): readonly string[] {
  const { openOnly = false, after, limit } = page;
  const ordered = batches.toSorted(newestFirst);
  const place = after === undefined ? -1 : ordered.findIndex(({ id }) => id === after);
  if (after !== undefined && place === -1) return [];
  return ordered
    .slice(place + 1)
    .filter(({ isOpen }) => isOpen || !openOnly)
    .slice(0, limit)
    .map(({ id }) => id);
}

function newestFirst(left: ListedBatch, right: ListedBatch): number {
  const difference = right.createdAt.getTime() - left.createdAt.getTime();
  if (difference !== 0) return difference;
  return left.id < right.id ? 1 : -1;
}
