import { z } from 'zod';
import { getIndex } from '#lib/batch/store/request-index.ts';
import type { Context } from '#lib/contracts/context.ts';
import { idInput } from '#lib/shared/contract/batch-inputs.ts';
import type { BatchListItem, Page } from '#lib/shared/contract/batch-view.ts';
import { batchStatuses } from '#lib/shared/contract/status.ts';
import { parseInput } from '#lib/verbs/parse-input.ts';

const listBatchesInput = z.object({
  search: z.string().max(200).optional(),
  status: z.enum(batchStatuses).optional(),
  connectionId: idInput.optional(),
  after: z.string().max(200).optional(),
  limit: z.number().int().min(1).max(200).default(25),
});

/** A page of the kept batches, newest first. */
export async function listBatches(ctx: Context, input: unknown): Promise<Page<BatchListItem>> {
  return getIndex(ctx).listBatches(parseInput(listBatchesInput, input));
}
