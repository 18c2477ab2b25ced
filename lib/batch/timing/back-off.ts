const shortestMs = 2_000;
const longestMs = 5 * 60_000;

/**
 * How long to wait after `failures` failures in a row: 2 s, 4 s, 8 s … up to 5 minutes. Shortened by up to a
 * quarter at random, so that many jobs do not come back at once. A wait that the provider asked for counts
 * instead, up to an hour.
 */
export function backOffMs(failures: number, retryAfterMs: number | null = null): number {
  if (retryAfterMs !== null) return Math.min(Math.max(retryAfterMs, shortestMs), 60 * 60_000);
  const waitMs = Math.min(shortestMs * 2 ** Math.max(0, failures - 1), longestMs);
  return waitMs * (1 - Math.random() / 4);
}

const shortestRoomWaitMs = 60_000;

/** The longest time for which nobody asks whether there is room for more enqueued tokens. */
export const longestRoomWaitMs = 15 * 60_000;

/**
 * How long a part waits after it found no room `refusals` times: 1 minute, 2, 4 … up to 15. Shortened by up to a
 * quarter at random.
 */
export function roomWaitMs(refusals: number): number {
  return Math.min(shortestRoomWaitMs * 2 ** Math.max(0, refusals - 1), longestRoomWaitMs) * (1 - Math.random() / 4);
}

/**
 * How long until an open job is looked at again: the set interval, stretched to a tenth of its age, at most
 * tenfold.
 */
export function pollDelayMs(pollMs: number, ageMs: number): number {
  return Math.min(Math.max(pollMs, ageMs / 10), pollMs * 10);
}
