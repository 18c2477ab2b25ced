import { findRequests } from '#lib/batch/reads/find-requests.ts';
import { getBatch } from '#lib/batch/reads/get-batch.ts';
import { getRequest } from '#lib/batch/reads/get-request.ts';
import { listBatches } from '#lib/batch/reads/list-batches.ts';
import { listCauses } from '#lib/batch/reads/list-causes.ts';
import { summarizeBatches } from '#lib/batch/reads/summarize-batches.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { PerformRead } from './time-reads.ts';

/** Does a read as a route handler does it, without the server around it. */
export function performRead(ctx: Context, batchId: string): PerformRead {
  return async ({ target }, parameters) => {
    switch (target) {
      case 'list':
        return (await listBatches(ctx, parameters)).next;
      case 'requests':
        return (await findRequests(ctx, { batchId, ...parameters })).next;
      case 'summary':
        await summarizeBatches(ctx);
        return null;
      case 'detail':
        await getBatch(ctx, { batchId });
        return null;
      case 'causes':
        await listCauses(ctx, { batchId });
        return null;
      case 'request':
        await getRequest(ctx, { batchId, line: Number(parameters['line']) });
        return null;
    }
  };
}
