import type { Cause } from '#lib/shared/contract/batch-view.ts';
import { type FailureExplanation, explainFailure } from '#lib/shared/words/explain-failure.ts';

/** A cause, or what one request without an answer failed for, in words. For `provider` see `providerName`. */
export function explainCause(
  cause: Omit<Cause, 'sampleCustomIds' | 'id' | 'count'> & { readonly count?: number },
  provider: string,
): FailureExplanation {
  return explainFailure(cause, { provider, count: cause.count });
}
