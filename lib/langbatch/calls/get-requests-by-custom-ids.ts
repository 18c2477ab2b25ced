import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import type { BatchEndpoint } from '#lib/shared/contract/endpoints.ts';
import type { FileOptions } from '../call-options.ts';
import { BatchResultsError } from '../errors.ts';
import { readParsedRequests } from '../result-lines.ts';
import type { Session } from '../session.ts';
import type { BatchRequest } from '../wire-types.ts';
import { runCall } from './run-call.ts';

export async function getRequestsByCustomIds<Endpoint extends BatchEndpoint>(
  session: Session,
  id: string,
  { customIds, signal, onProgress }: FileOptions & { readonly customIds: readonly string[] },
): Promise<readonly BatchRequest<Endpoint>[]> {
  const wanted = new Set(customIds);
  return runCall(session, { Fallback: BatchResultsError, signal }, async (ctx) => {
    const { record } = await getStoredBatch(ctx, id);
    return readParsedRequests<Endpoint>(ctx, record, ({ customId }) => wanted.has(customId), onProgress);
  });
}
