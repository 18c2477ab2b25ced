import { defineWriteRoute } from '#app/_server/define-write-route.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { getBatch } from '#lib/batch/reads/get-batch.ts';
import { startBatchBody } from '#lib/shared/contract/api-inputs.ts';

/** Starts a draft: `connectionId` and `leaveOutBadLines` as JSON. */
export const POST = defineWriteRoute(async (call, { params: { batchId }, token, readBody }) => {
  await call(startBatch, { ...(await readBody(startBatchBody)), batchId, token });
  return call(getBatch, { batchId });
});
