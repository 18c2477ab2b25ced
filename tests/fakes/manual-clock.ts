import type { Clock } from '#lib/contracts/context.ts';

/** A clock that stands still until a test moves it. Sleeps shorter than a second end at once. */
export class ManualClock implements Clock {
  #now: number;
  readonly #sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();

  constructor(start = '2026-11-21T12:00:00.000Z') {
    this.#now = Date.parse(start);
  }

  now(): Date {
    return new Date(this.#now);
  }

  advance(ms: number): void {
    this.#now += ms;
    for (const sleeper of this.#sleepers) {
      if (sleeper.until <= this.#now) sleeper.wake();
    }
  }

  /** Moves to a later time; an earlier one changes nothing. */
  advanceTo(time: Date): void {
    this.advance(Math.max(0, time.getTime() - this.#now));
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (ms < 1_000 || signal?.aborted === true) {
      await new Promise(setImmediate);
      return;
    }
    await new Promise<void>((resolve) => {
      const sleeper = {
        until: this.#now + ms,
        wake: (): void => {
          this.#sleepers.delete(sleeper);
          signal?.removeEventListener('abort', sleeper.wake);
          resolve();
        },
      };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', sleeper.wake, { once: true });
    });
  }
}
