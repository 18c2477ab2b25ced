import type { Cause } from '#lib/shared/contract/batch-view.ts';
import { type ErrorExplanation, anyProvider, explainFailure } from '#lib/shared/failures/error-guide.ts';

/** A cause in words. `provider` is the connection's name; null when it was removed. */
export function explainCause(
  cause: Omit<Cause, 'sampleCustomIds' | 'id' | 'count'>,
  provider: string | null,
): ErrorExplanation {
  return explainFailure(cause, provider ?? anyProvider);
}
