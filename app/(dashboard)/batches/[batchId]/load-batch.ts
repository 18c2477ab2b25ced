import { notFound } from 'next/navigation';
import { cache } from 'react';
import { call } from '#app/_server/call.ts';
import { getBatch } from '#lib/batch/reads/get-batch.ts';
import { AppError } from '#lib/errors.ts';
import type { BatchView } from '#lib/shared/contract/batch-view.ts';

/** The batch of the page, read once for its title and its content. Leads to the not-found page when there is none. */
export const loadBatch = cache(async (batchId: string): Promise<BatchView> => {
  try {
    return await call(getBatch, { batchId });
  } catch (error) {
    if (AppError.is(error) && (error.code === 'not_found' || error.code === 'invalid_input')) notFound();
    throw error;
  }
});
