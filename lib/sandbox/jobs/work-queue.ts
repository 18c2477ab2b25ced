import type { Logger } from '#lib/log.ts';

/** Heavy work, one piece after the other, so that memory stays small and its order is that of the calls. */
export interface WorkQueue {
  /**
   * Does the work and resolves when it is over; the same name asked for again while it waits or runs is the same
   * work. A failure is logged and not thrown: whoever needs the work done asks again.
   */
  run(name: string, work: (signal: AbortSignal) => Promise<void>): Promise<void>;
  /** Aborts what runs, drops what waits, and resolves when all is still. */
  close(): Promise<void>;
}

export function createWorkQueue(log: Logger): WorkQueue {
  const abort = new AbortController();
  const underWay = new Map<string, Promise<void>>();
  let last: Promise<void> = Promise.resolve();

  const attempt = async (name: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> => {
    if (abort.signal.aborted) return;
    try {
      await work(abort.signal);
    } catch (error) {
      if (!abort.signal.aborted) log.error('sandbox work failed', { work: name }, error);
    } finally {
      underWay.delete(name);
    }
  };

  return {
    run(name, work) {
      const known = underWay.get(name);
      if (known !== undefined) return known;
      last = last.then(() => attempt(name, work));
      underWay.set(name, last);
      return last;
    },
    async close() {
      abort.abort();
      await last;
    },
  };
}
