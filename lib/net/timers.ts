/** The time that deadlines go by: the machine's, or a test's. */
export interface Timers {
  /** Milliseconds since some moment. */
  now(): number;
  /** Calls `onTime` once after `ms` milliseconds, unless what it returns is called before. */
  start(ms: number, onTime: () => void): () => void;
}

export const systemTimers: Timers = {
  now: () => performance.now(),
  start(ms, onTime) {
    const timer = setTimeout(onTime, ms);
    return () => clearTimeout(timer);
  },
};
