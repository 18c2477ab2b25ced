import type { Timers } from '#lib/net/timers.ts';

interface Waiting {
  readonly dueMs: number;
  readonly onTime: () => void;
}

/** Time that stands still until a test moves it. */
export class ManualTimers implements Timers {
  #nowMs = 0;
  readonly #waiting = new Set<Waiting>();

  /** How many are waited for. */
  get count(): number {
    return this.#waiting.size;
  }

  now(): number {
    return this.#nowMs;
  }

  start(ms: number, onTime: () => void): () => void {
    const waiting = { dueMs: this.#nowMs + ms, onTime };
    this.#waiting.add(waiting);
    return () => this.#waiting.delete(waiting);
  }

  advance(ms: number): void {
    this.#nowMs += ms;
    for (const waiting of this.#waiting) {
      if (waiting.dueMs > this.#nowMs) continue;
      this.#waiting.delete(waiting);
      waiting.onTime();
    }
  }
}
