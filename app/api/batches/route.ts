import { composeRoute } from '#app/_server/define-route.ts';
import { defineWriteRoute } from '#app/_server/define-write-route.ts';
import { receiveNewBatch } from '#app/_server/receive-new-batch.ts';
import { listBatches } from '#lib/batch/reads/list-batches.ts';
import { summarizeBatches } from '#lib/batch/reads/summarize-batches.ts';

/** The batches, newest first: `search`, `status`, `connectionId`, `mine`, `after`, `limit`. */
export const GET = composeRoute(
  async (call, { input }) => {
    const [page, summary] = await Promise.all([call(listBatches, input), call(summarizeBatches)]);
    return { ...page, summary };
  },
  { numbers: ['limit'], booleans: ['mine'] },
);

/**
 * A new batch: a form with `file`, `name`, `connection` and `start`, or the lines as the body and the rest in the
 * query.
 */
export const POST = defineWriteRoute(receiveNewBatch, 201);
