import type { Timers } from './timers.ts';

/** A limit of time for a call: its signal aborts when the time is over, or when the caller's own does. */
export interface TimeLimit extends Disposable {
  readonly signal: AbortSignal;
  /** True once the time is over, whatever the caller's signal says. */
  readonly isOver: boolean;
}

export interface TimeLimitOptions {
  readonly timers: Timers;
  readonly signal: AbortSignal | undefined;
}

/** Ends `ms` milliseconds from now. */
export function limitTime(ms: number, options: TimeLimitOptions): TimeLimit {
  const over = new AbortController();
  const stop = options.timers.start(ms, () => over.abort());
  return asLimit(over, stop, options.signal);
}

export interface TransferLimit extends TimeLimit {
  /** Counts time from now on: the other side is waited for. With `ms`, for so long whatever moved before. */
  wait(ms?: number): void;
  /** Stops counting, and notes how many bytes came or went meanwhile. */
  note(bytes: number): void;
  /** Forgets what moved, as for a transfer that begins again. */
  restart(): void;
}

/** How much must move within how much time. */
export interface LeastRate {
  readonly bytes: number;
  readonly withinMs: number;
}

/**
 * Ends when fewer than `bytes` moved within `withinMs` of waiting. Time that this side takes for itself does
 * not count, so that a slow disk here is not held against the other side.
 */
export function limitTransfer({ bytes, withinMs }: LeastRate, { timers, signal }: TimeLimitOptions): TransferLimit {
  const over = new AbortController();
  let moved = 0;
  let waitedMs = 0;
  let waitingSince: number | null = null;
  let hasEnded = false;
  let stop = (): void => {};
  const pause = (): void => {
    stop();
    if (waitingSince !== null) waitedMs += timers.now() - waitingSince;
    waitingSince = null;
  };
  const restart = (): void => {
    pause();
    moved = 0;
    waitedMs = 0;
  };
  const transfer = {
    wait(ms?: number) {
      pause();
      // A stream may ask for more while the call is being broken off.
      if (hasEnded) return;
      waitingSince = timers.now();
      stop = timers.start(ms ?? Math.max(0, withinMs - waitedMs), () => over.abort());
    },
    note(count: number) {
      pause();
      moved += count;
      if (moved >= bytes) restart();
    },
    restart,
  };
  const end = (): void => {
    hasEnded = true;
    pause();
  };
  return Object.assign(asLimit(over, end, signal), transfer);
}

function asLimit(over: AbortController, stop: () => void, signal: AbortSignal | undefined): TimeLimit {
  return {
    signal: signal === undefined ? over.signal : AbortSignal.any([signal, over.signal]),
    get isOver() {
      return over.signal.aborted;
    },
    [Symbol.dispose]: stop,
  };
}
