import type { Context } from '../context.ts';
import { loadTokenCounter } from '../pricing/count-tokens.ts';
import { readPartRows } from './count-part.ts';
import { cutPartKey } from './file-keys.ts';
import type { HeldLease } from './lease.ts';
import type { BatchRecord, JobRecord } from './record.ts';
import { currentAttempt, findJob, getJob } from './state.ts';
import { defaultJobLimits } from './steps/split-attempt.ts';
import { addEvent } from './update-batch.ts';
import { splitRows, writePart } from './write-part.ts';

/**
 * Replaces a part that was not accepted by smaller ones of at most `mostTokens` prompt tokens, in one save. They take its place
 * in line, under new numbers. Broken off before that save, nothing has changed but files that nobody names.
 */
export async function cutPart(ctx: Context, lease: HeldLease, jobId: string, mostTokens: number): Promise<void> {
  const { record } = lease;
  const job = getJob(record, jobId);
  const attempt = currentAttempt(record)?.number ?? 1;
  const count = await loadTokenCounter(record.check?.model ?? null);
  const pieces: JobRecord[] = [];
  const limits = { ...defaultJobLimits, maxTokens: mostTokens };
  for await (const rows of splitRows(readPartRows(ctx, job, count), limits)) {
    lease.signal.throwIfAborted();
    const id = ctx.ids.next('job');
    const payloadKey = cutPartKey(record.id, attempt, id, 'payload.jsonl');
    const manifestKey = cutPartKey(record.id, attempt, id, 'manifest.jsonl');
    const source = { key: job.payload.key, rows };
    pieces.push(await writePart(ctx, { id, part: job.part, payloadKey, manifestKey, source, signal: lease.signal }));
  }
  const isReplaced = await lease.save((draft) => replaceJob(ctx, draft, jobId, pieces));
  for (const { payload, manifestKey } of isReplaced ? [job] : pieces) {
    await ctx.files.remove(payload.key);
    await ctx.files.remove(manifestKey);
  }
}

/** False when the job was cancelled meanwhile. */
function replaceJob(ctx: Context, draft: BatchRecord, jobId: string, pieces: readonly JobRecord[]): boolean {
  const jobs = currentAttempt(draft)?.jobs ?? [];
  const job = findJob(draft, jobId);
  if (job === null || !['prepared', 'uploaded'].includes(job.stage) || pieces.length < 2) return false;
  const highest = Math.max(...jobs.map(({ part }) => part));
  const replacements = pieces.map((piece, index) => ({
    ...piece,
    part: highest + 1 + index,
    hold: index === 0 ? job.hold : null,
  }));
  jobs.splice(jobs.indexOf(job), 1, ...replacements);
  addEvent(draft, {
    at: ctx.clock.now(),
    actor: ctx.actor,
    kind: 'part_cut',
    data: { part: job.part, pieces: pieces.length, first: highest + 1, last: highest + pieces.length },
  });
  return true;
}
