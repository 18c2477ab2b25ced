import { readPartRows } from '#lib/batch/parts/count-part.ts';
import { defaultJobLimits } from '#lib/batch/parts/job-limits.ts';
import { keepParts, removeParts, writeParts } from '#lib/batch/parts/write-parts.ts';
import type { JobWork } from '#lib/batch/store/job-work.ts';
import { stampOf } from '#lib/batch/store/stamp.ts';
import { loadTokenCounter } from '#lib/pricing/count-tokens.ts';
import { currentAttempt, findJob, getJob } from '#lib/record/attempts.ts';
import { addEvent } from '#lib/record/events.ts';
import { keepFormerParts } from '#lib/record/former-parts.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { lineUp } from './queue.ts';

/**
 * Replaces a part that was not accepted by smaller ones of at most `mostTokens` prompt tokens, in one save.
 * They take its place in line, under new numbers. Broken off before that save, nothing has changed.
 */
export async function cutPart(work: JobWork, mostTokens: number): Promise<void> {
  const { ctx, lease, jobId } = work;
  const { record, signal } = lease;
  const job = getJob(record, jobId);
  const count = await loadTokenCounter(record.check?.model ?? null);
  const limits = { ...defaultJobLimits, maxTokens: mostTokens };
  const source = { key: job.payload.key, rows: readPartRows(ctx, job, count) };
  const pieces = await writeParts(ctx, {
    batchId: record.id,
    firstPart: job.part,
    requests: job.requests,
    source,
    limits,
    signal,
  });
  const isReplaced = await keepParts(ctx, pieces, () => lease.save((draft) => replaceJob(work, draft, pieces)));
  if (isReplaced) await removeParts(ctx, [job]);
}

/** False when the job was cancelled meanwhile. */
function replaceJob({ ctx, provider, jobId }: JobWork, draft: BatchRecord, pieces: readonly JobRecord[]): boolean {
  const jobs = currentAttempt(draft)?.jobs ?? [];
  const job = findJob(draft, jobId);
  if (job === null || !['prepared', 'uploaded'].includes(job.stage) || pieces.length < 2) return false;
  const highest = Math.max(...jobs.map(({ part }) => part));
  const replacements = pieces.map((piece, index) => ({
    ...piece,
    part: highest + 1 + index,
    hold: index === 0 ? job.hold : null,
  }));
  keepFormerParts(draft, [job]);
  jobs.splice(jobs.indexOf(job), 1, ...replacements);
  lineUp(ctx, draft, provider);
  addEvent(draft, stampOf(ctx), {
    kind: 'part_cut',
    data: { part: job.part, pieces: pieces.length, first: highest + 1, last: highest + pieces.length },
  });
  return true;
}
