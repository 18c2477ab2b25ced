import { composeRoute } from '#app/_server/define-route.ts';
import { listBatches } from '#lib/batch/reads/list-batches.ts';
import { summarizeBatches } from '#lib/batch/reads/summarize-batches.ts';

/** The batches, newest first: `search`, `status`, `connectionId`, `after`, `limit`. */
export const GET = composeRoute(
  async (call, { input }) => {
    const [page, summary] = await Promise.all([call(listBatches, input), call(summarizeBatches)]);
    return { ...page, summary };
  },
  { numbers: ['limit'] },
);
