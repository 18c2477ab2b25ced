import { BatchInitializationError } from '../errors.ts';

/** No provider's jobs change faster. */
const shortestPollMs = 10;

export function assertPollMs(pollMs: number | undefined): void {
  if (pollMs !== undefined) assertAtLeast('pollMs', pollMs, shortestPollMs);
}

/** Refuses a number from the caller that would make a loop spin or never end. */
export function assertAtLeast(name: string, value: number, least: number): void {
  if (Number.isFinite(value) && value >= least) return;
  throw new BatchInitializationError('invalid_input', `${name} must be a number of at least ${least}, not ${value}.`);
}
