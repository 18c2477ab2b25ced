import { defineWriteRoute } from '#app/_server/define-write-route.ts';
import { retryBatch } from '#lib/batch/commands/retry-batch.ts';
import { getBatch } from '#lib/batch/reads/get-batch.ts';
import { retryBatchBody } from '#lib/shared/contract/api-inputs.ts';

/** Sends requests of an ended batch again: `scope`, a retry scope, as JSON. */
export const POST = defineWriteRoute(async (call, { params: { batchId }, token, readBody }) => {
  await call(retryBatch, { ...(await readBody(retryBatchBody)), batchId, token });
  return call(getBatch, { batchId });
});
