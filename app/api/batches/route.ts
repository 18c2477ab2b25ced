import { defineRoute } from '#app/_server/define-route.ts';
import { listBatches } from '#lib/batch/reads/list-batches.ts';
import { summarizeBatches } from '#lib/batch/reads/summarize-batches.ts';

/** The batches, newest first: `search`, `status`, `connectionId`, `after`, `limit`. */
export const GET = defineRoute(
  async (ctx, { input }) => {
    const [page, summary] = await Promise.all([listBatches(ctx, input), summarizeBatches(ctx)]);
    return { ...page, summary };
  },
  { numbers: ['limit'] },
);
