import type { Cell } from '#lib/shared/contract/table.ts';

export type Row = readonly Cell[];

/** Rows in blocks: waiting for each one of a million takes longer than making it. */
export type RowBlocks = AsyncIterable<readonly Row[]>;

/** Rows one by one, with a look ahead. */
export interface RowSource {
  /** Null where a block has to be waited for, or there is none. */
  next(): Row | null;
  /** The next one, after waiting for its block; null at the end. */
  pull(): Promise<Row | null>;
  /** The first of those to come, as far as they came together. */
  peek(most: number): Promise<readonly Row[]>;
  hasMore(): Promise<boolean>;
  /** Tells the maker of the rows that no more are wanted. */
  close(): Promise<void>;
}

export function createRowSource(blocks: RowBlocks): RowSource {
  const iterator = blocks[Symbol.asyncIterator]();
  let block: readonly Row[] = [];
  let at = 0;
  let hasEnded = false;
  const next = (): Row | null => {
    const row = block[at] ?? null;
    at += 1;
    return row;
  };
  const hasMore = async (): Promise<boolean> => {
    while (at >= block.length && !hasEnded) {
      const result = await iterator.next();
      hasEnded = result.done === true;
      block = result.done === true ? [] : result.value;
      at = 0;
    }
    return at < block.length;
  };
  return {
    next,
    hasMore,
    pull: async () => ((await hasMore()) ? next() : null),
    peek: async (most) => ((await hasMore()) ? block.slice(at, at + most) : []),
    close: async () => {
      if (!hasEnded) await iterator.return?.();
    },
  };
}
