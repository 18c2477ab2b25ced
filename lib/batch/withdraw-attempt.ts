import { z } from 'zod';
import type { Context } from '../context.ts';
import { idInput } from '../shared/batch-inputs.ts';
import { mergeOutcomes } from './merged-outcomes.ts';
import { readLineSelection } from './outcome-table.ts';
import { parseInput } from './parse-input.ts';
import type { BatchRecord, JobRecord } from './record.ts';
import { currentAttempt, emptyCounts } from './state.ts';
import { addEvent, getStoredBatch, updateBatch } from './update-batch.ts';

const withdrawAttemptInput = z.object({ batchId: idInput, attempt: z.number().int().positive() });

/**
 * Takes back an attempt of which nothing has reached the provider, so that the batch is as it was before the start or the retry. Returns false, and
 * changes nothing, when something of it may have been sent or when it is not the current one.
 */
export async function withdrawAttempt(ctx: Context, input: unknown): Promise<boolean> {
  const { batchId, attempt: number } = parseInput(withdrawAttemptInput, input);
  const { record } = await getStoredBatch(ctx, batchId);
  if (!isWithdrawable(record, number)) return false;
  const before = await outcomesWithout(ctx, record);
  const { value: selectionKey } = await updateBatch(ctx, batchId, (draft) => {
    if (!isWithdrawable(draft, number)) return undefined;
    const withdrawn = draft.attempts.pop();
    draft.counts = before.counts;
    draft.curable = before.curable;
    draft.failures = 0;
    // Whoever is still at work on it loses that with the lease.
    draft.lease = draft.hold = null;
    addEvent(draft, { at: ctx.clock.now(), actor: ctx.actor, kind: 'attempt_withdrawn', data: { attempt: number } });
    return withdrawn?.selectionKey;
  });
  if (selectionKey === undefined) return false;
  if (selectionKey !== null) {
    await ctx.storage.index?.withdrawAttempt(batchId, number, await readLineSelection(ctx, selectionKey));
  }
  return true;
}

function isWithdrawable(record: BatchRecord, number: number): boolean {
  const attempt = currentAttempt(record);
  return attempt?.number === number && record.cancelRequestedAt === null && !attempt.jobs.some(mayBeSent);
}

function mayBeSent(job: JobRecord): boolean {
  return (
    job.providerId !== null || job.sendingAt !== null || job.refusedProviderIds.length > 0 || job.stage === 'collected'
  );
}

async function outcomesWithout(ctx: Context, record: BatchRecord): Promise<Pick<BatchRecord, 'counts' | 'curable'>> {
  const attempts = record.attempts.slice(0, -1);
  if (attempts.length === 0) return { counts: emptyCounts(record.check?.requests ?? 0), curable: 0 };
  const merged = await mergeOutcomes(ctx, { ...record, attempts });
  const isUnsuccessful = (line: number): boolean => ['failed', 'missing'].includes(merged.outcomeOf(line));
  const curable = merged.select((line) => isUnsuccessful(line) && merged.isCurable(line)).length;
  return { counts: merged.counts, curable };
}
