import type { Lock, Locker, RequestRelease } from '@tus/server';
import { ConflictError } from '#lib/errors.ts';

const defaultWaitMs = 30_000;

interface Queue {
  /** Asks the request that is at work to end soon: it may be one whose client is long gone. */
  askToEnd: RequestRelease;
  readonly waiting: (() => void)[];
}

/**
 * Lets one request at a time work on an upload, in order of arrival, in this process. A request that waits too
 * long, or is gone itself, gets a `ConflictError`.
 */
export function createUploadLocks(options: { readonly waitMs?: number } = {}): Locker {
  const waitMs = options.waitMs ?? defaultWaitMs;
  const queues = new Map<string, Queue>();
  return {
    newLock: (id): Lock => ({
      lock: async (signal, askToEnd) => {
        const queue = queues.get(id);
        if (queue === undefined) queues.set(id, { askToEnd, waiting: [] });
        else await waitForTurn(queue, { signal, askToEnd, waitMs });
      },
      unlock: async () => {
        const queue = queues.get(id);
        const next = queue?.waiting.shift();
        if (next === undefined) queues.delete(id);
        else next();
      },
    }),
  };
}

async function waitForTurn(
  queue: Queue,
  own: { readonly signal: AbortSignal; readonly askToEnd: RequestRelease; readonly waitMs: number },
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const stopWaiting = (): void => {
      clearTimeout(timer);
      own.signal.removeEventListener('abort', giveUp);
    };
    const enter = (): void => {
      stopWaiting();
      queue.askToEnd = own.askToEnd;
      resolve();
      if (queue.waiting.length > 0) void own.askToEnd();
    };
    const giveUp = (): void => {
      stopWaiting();
      queue.waiting.splice(queue.waiting.indexOf(enter), 1);
      reject(new ConflictError('Another request is still at work on this upload. Try again in a moment.'));
    };
    const timer = setTimeout(giveUp, own.waitMs);
    queue.waiting.push(enter);
    if (own.signal.aborted) giveUp();
    else own.signal.addEventListener('abort', giveUp, { once: true });
    void queue.askToEnd();
  });
}
