import type { Context } from '#lib/contracts/context.ts';
import type { CallOptions } from '../call-options.ts';
import { type FallbackError, withBatchErrors } from '../errors.ts';
import { openContext, type Session } from '../session.ts';
import { assertPollMs } from './assert-options.ts';

export interface CallScope extends CallOptions {
  /** What is thrown for reasons that are neither the batch's state nor the storage. */
  readonly Fallback: FallbackError;
  readonly pollMs?: number | undefined;
}

/**
 * Runs the work of one call, in a context of its own. `lastFailure` gives the error of the provider call that
 * failed last.
 */
export function runCall<T>(
  session: Session,
  { Fallback, signal, pollMs }: CallScope,
  work: (ctx: Context, lastFailure: () => unknown) => Promise<T>,
): Promise<T> {
  let failure: unknown;
  return withBatchErrors(Fallback, signal, async () => {
    assertPollMs(pollMs);
    const ctx = await openContext(session, { signal, pollMs, onFailure: (error) => (failure = error) });
    return work(ctx, () => failure);
  });
}
