import { defineWriteRoute } from '#app/_server/define-write-route.ts';
import { cancelBatch } from '#lib/batch/commands/cancel-batch.ts';
import { getBatch } from '#lib/batch/reads/get-batch.ts';
import { cancelBatchBody } from '#lib/shared/contract/api-inputs.ts';

/** Ends a running batch. The body may be empty. */
export const POST = defineWriteRoute(async (call, { params: { batchId }, readBody }) => {
  await readBody(cancelBatchBody);
  await call(cancelBatch, { batchId });
  return call(getBatch, { batchId });
});
