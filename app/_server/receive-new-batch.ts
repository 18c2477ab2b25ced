import { getBatch } from '#lib/batch/reads/get-batch.ts';
import { receiveBatch } from '#lib/uploads/receive-batch.ts';
import type { RouteWrite } from './answer-write.ts';
import { readBatchBody } from './read-batch-body.ts';

/** Makes a batch of what a program sends, and answers with the batch, and why it was not started. */
export const receiveNewBatch: RouteWrite = async (call, { request, key }) => {
  const body = await readBatchBody(request);
  try {
    const { batchId, notStarted } = await call(receiveBatch, { ...body, key, gone: request.signal });
    return { ...(await call(getBatch, { batchId })), notStarted };
  } finally {
    body.discard();
  }
};
