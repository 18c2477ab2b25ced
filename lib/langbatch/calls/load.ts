import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import { idInput } from '#lib/shared/contract/batch-inputs.ts';
import type { BatchEndpoint } from '#lib/shared/contract/endpoints.ts';
import type { LoadOptions } from '../call-options.ts';
import { BatchInitializationError, BatchStorageError, withBatchErrors } from '../errors.ts';
import { openContext, openSession, type SessionOfBatch } from '../session.ts';

/** Finds a stored batch of `endpoint`, or, with null, of any endpoint. */
export async function load(endpoint: BatchEndpoint | null, id: string, options: LoadOptions): Promise<SessionOfBatch> {
  return withBatchErrors(BatchStorageError, options.signal, async () => {
    const session = openSession(options);
    const ctx = await openContext(session, options);
    if (!idInput.safeParse(id).success) throw new BatchStorageError('not_found', `Batch with id ${id} not found`);
    const { record } = await getStoredBatch(ctx, id);
    const stored = record.check?.endpoint ?? null;
    if (endpoint === null || stored === null || stored === endpoint) return [id, session];
    throw new BatchInitializationError(
      'invalid_input',
      `Batch ${id} is for ${stored}, not for ${endpoint}. Load it with the class of that endpoint, or with OpenAIBatch.`,
    );
  });
}
