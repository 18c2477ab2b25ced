import { fileURLToPath } from 'node:url';
import type { BatchEndpoint } from '#lib/shared/contract/endpoints.ts';
import type { NewBatchOptions } from '../call-options.ts';
import { BatchInitializationError, withBatchErrors } from '../errors.ts';
import { makeBatchFromFile } from '../make-batch-from-file.ts';
import { openContext, openSession, type SessionOfBatch } from '../session.ts';

/** Stores a file as a batch of `endpoint`, or, with null, of the endpoint that its lines name. */
export async function fromFile(
  endpoint: BatchEndpoint | null,
  path: string | URL,
  options: NewBatchOptions,
): Promise<SessionOfBatch> {
  return withBatchErrors(BatchInitializationError, options.signal, async () => {
    // For callers without types.
    if (typeof path !== 'string' && !(path instanceof URL))
      throw new BatchInitializationError('invalid_input', 'fromFile takes the path of a JSONL file.');
    const session = openSession(options);
    const ctx = await openContext(session, options);
    const connectionId = await session.findConnectionId();
    const filePath = typeof path === 'string' ? path : fileURLToPath(path);
    return [await makeBatchFromFile(ctx, filePath, { ...options, endpoint, connectionId }), session];
  });
}
