import { mergeOutcomes } from '#lib/batch/results/merged-outcomes.ts';
import type { BatchEndpoint } from '#lib/shared/contract/endpoints.ts';
import type { Outcome } from '#lib/shared/contract/status.ts';
import type { UnsuccessfulOptions } from '../call-options.ts';
import { BatchResultsError } from '../errors.ts';
import { readParsedRequests } from '../result-lines.ts';
import type { Session } from '../session.ts';
import type { BatchRequest } from '../wire-types.ts';
import { fetchStarted } from './get-started.ts';
import { runCall } from './run-call.ts';

export async function getUnsuccessfulRequests<Endpoint extends BatchEndpoint>(
  session: Session,
  id: string,
  { signal, onProgress, include }: UnsuccessfulOptions,
): Promise<readonly BatchRequest<Endpoint>[]> {
  return runCall(session, { Fallback: BatchResultsError, signal }, async (ctx) => {
    const record = await fetchStarted(ctx, id);
    const merged = await mergeOutcomes(ctx, record);
    const wanted: readonly Outcome[] = include === 'missing' ? ['failed', 'missing'] : ['failed'];
    const isWanted = ({ line }: { readonly line: number }): boolean => wanted.includes(merged.outcomeOf(line));
    return readParsedRequests<Endpoint>(ctx, record, isWanted, onProgress);
  });
}
