import type { Turns } from '#lib/contracts/context.ts';

interface Turn {
  readonly isAlone: boolean;
  readonly begin: () => void;
}

/** For one process: whoever waits for being alone goes before all that come later, so that its time comes. */
export function createTurns(): Turns {
  const waiting: Turn[] = [];
  let underWay = 0;
  let isSomebodyAlone = false;

  const beginNext = (): void => {
    for (let [next] = waiting; next !== undefined && !isSomebodyAlone; [next] = waiting) {
      if (next.isAlone && underWay > 0) return;
      waiting.shift();
      underWay += 1;
      isSomebodyAlone = next.isAlone;
      next.begin();
    }
  };
  const wait = (isAlone: boolean, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const leave = (): void => {
        waiting.splice(waiting.indexOf(turn), 1);
        reject(signal.reason);
        beginNext();
      };
      const turn: Turn = {
        isAlone,
        begin() {
          signal.removeEventListener('abort', leave);
          resolve();
        },
      };
      waiting.push(turn);
      signal.addEventListener('abort', leave);
      beginNext();
      if (signal.aborted && waiting.includes(turn)) leave();
    });
  const take = async (isAlone: boolean, signal: AbortSignal, work: () => Promise<void>): Promise<void> => {
    await wait(isAlone, signal);
    try {
      await work();
    } finally {
      underWay -= 1;
      isSomebodyAlone = false;
      beginNext();
    }
  };
  return {
    beside: (signal, work) => take(false, signal, work),
    alone: (signal, work) => take(true, signal, work),
  };
}
