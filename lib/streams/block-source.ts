/** Items in blocks: waiting for each one of a million takes longer than making it. */
export type Blocks<T> = AsyncIterable<readonly T[]>;

/** The items of blocks one by one, with a look ahead. */
export interface BlockSource<T> {
  /** Null where a block has to be waited for, or there is none. */
  next(): T | null;
  /** The next one, after waiting for its block; null at the end. */
  pull(): Promise<T | null>;
  /** The first of those to come, as far as they came together. */
  peek(most: number): Promise<readonly T[]>;
  hasMore(): Promise<boolean>;
  /** Tells the maker of the blocks that no more are wanted. */
  close(): Promise<void>;
}

/** Reads blocks of anything but null. */
export function createBlockSource<T>(blocks: Blocks<T>): BlockSource<T> {
  const iterator = blocks[Symbol.asyncIterator]();
  let block: readonly T[] = [];
  let at = 0;
  let hasEnded = false;
  const next = (): T | null => {
    const item = block[at] ?? null;
    at += 1;
    return item;
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
