import { type BatchEndpoint, batchEndpoints } from '#lib/shared/contract/endpoints.ts';
import type { CreateOptions } from '../call-options.ts';
import { BatchInitializationError, withBatchErrors } from '../errors.ts';
import { makeBatchFromBodies } from '../make-batch-from-bodies.ts';
import { openContext, openSession, type SessionOfBatch } from '../session.ts';

export async function create<Endpoint extends BatchEndpoint>(
  endpoint: Endpoint,
  bodies: readonly object[],
  { defaults = {}, customIds, ...options }: CreateOptions<Endpoint>,
): Promise<SessionOfBatch> {
  return withBatchErrors(BatchInitializationError, options.signal, async () => {
    assertTyped(endpoint, bodies);
    const session = openSession(options);
    const ctx = await openContext(session, options);
    const connectionId = await session.findConnectionId();
    // An array with holes has undefined in them: nothing is dropped.
    const requests = { endpoint, bodies: Array.from(bodies), defaults, customIds };
    return [await makeBatchFromBodies(ctx, requests, { ...options, endpoint, connectionId }), session];
  });
}

/** For callers without types. */
function assertTyped(endpoint: BatchEndpoint, bodies: unknown): void {
  if (!Array.isArray(bodies))
    throw new BatchInitializationError('invalid_input', 'create takes an array of request bodies.');
  if (batchEndpoints.includes(endpoint)) return;
  throw new BatchInitializationError('invalid_input', `create needs an endpoint: one of ${batchEndpoints.join(', ')}.`);
}
