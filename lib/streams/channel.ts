import { TransformStream } from 'node:stream/web';

/** Items that may wait for a slower reader. */
const waitingItems = 16;

/** Hands items from one loop to another that reads at its own speed. */
export interface Channel<T> {
  readonly items: AsyncIterable<T>;
  /** Waits while the reader is behind. Rejects when the reader has given up. */
  push(item: T): Promise<void>;
  end(): Promise<void>;
  abort(reason: unknown): Promise<void>;
}

export function createChannel<T>(): Channel<T> {
  const { readable, writable } = new TransformStream<T, T>({}, undefined, { highWaterMark: waitingItems });
  const writer = writable.getWriter();
  return {
    items: readable,
    push: (item) => writer.write(item),
    end: () => writer.close(),
    abort: (reason) => writer.abort(reason),
  };
}

/**
 * Waits for all of them and returns what the first gives; when one fails, the channels are torn down so that
 * the others end too.
 */
export async function allOrNothing<T>(
  channels: readonly Pick<Channel<unknown>, 'abort'>[],
  [first, ...others]: readonly [Promise<T>, ...(Promise<unknown> | undefined)[]],
): Promise<T> {
  const tearDown = async (reason: unknown): Promise<never> => {
    await Promise.allSettled(channels.map((channel) => channel.abort(reason)));
    throw reason;
  };
  const guarded = others.map((promise) => promise?.catch(tearDown));
  const results = await Promise.allSettled([first.catch(tearDown), ...guarded]);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return first;
}
