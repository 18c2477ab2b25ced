import type { BatchEndpoint } from '#lib/shared/contract/endpoints.ts';
import type { SendOptions } from '../call-options.ts';
import { BatchResultsError } from '../errors.ts';
import { gatherResults } from '../result-lines.ts';
import type { Session } from '../session.ts';
import type { BatchResults } from '../wire-types.ts';
import { fetchStarted } from './get-started.ts';
import { runCall } from './run-call.ts';

export async function getResults<Endpoint extends BatchEndpoint>(
  session: Session,
  id: string,
  { signal, onProgress }: SendOptions,
): Promise<BatchResults<Endpoint>> {
  return runCall(session, { Fallback: BatchResultsError, signal }, async (ctx) =>
    gatherResults<Endpoint>(ctx, await fetchStarted(ctx, id, onProgress)),
  );
}
