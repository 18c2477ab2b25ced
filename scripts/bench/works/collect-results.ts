import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { checkBatch } from '#lib/batch/steps/check-batch.ts';
import { collectJob } from '#lib/batch/steps/collect-job.ts';
import { splitAttempt } from '#lib/batch/steps/split-attempt.ts';
import { submitJob } from '#lib/batch/steps/submit-job.ts';
import { getStoredBatch } from '#lib/batch/store/get-stored-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { openJobs } from '#lib/record/attempts.ts';
import type { JobRecord } from '#lib/record/job-record.ts';
import { jobWarningText } from '#lib/shared/words/job-warning-texts.ts';
import { storeInput } from './check-input.ts';
import { timed } from './timed.ts';

const connectionId = 'bench';

/** Makes a batch of the file whose jobs have all ended and wait to be collected. Gives the number of jobs. */
export async function prepareCollect(ctx: Context, batchId: string, path: string): Promise<number> {
  await ensureConnection(ctx);
  await storeInput(ctx, batchId, path, connectionId);
  await checkBatch(ctx, { batchId });
  await startBatch(ctx, { batchId, token: 'bench-start' });
  await splitAttempt(ctx, { batchId });
  const jobs = await jobsOf(ctx, batchId);
  // One after another: the provider takes the n-th upload for part n.
  for (const { id: jobId } of jobs) await submitJob(ctx, { batchId, jobId });
  return jobs.length;
}

/** Milliseconds until the result lines of one job are stored, matched and indexed. */
export async function timeCollect(ctx: Context, batchId: string, part: number): Promise<number> {
  const job = await getPart(ctx, batchId, part);
  const ms = await timed(() => collectJob(ctx, { batchId, jobId: job.id }));
  const { stage, counts, requests, warnings } = await getPart(ctx, batchId, part);
  if (stage !== 'collected' || counts === null || counts.succeeded + counts.failed !== requests) {
    throw new Error(`Part ${part} was not collected whole: it is ${stage}. ${warnings.map(jobWarningText).join(' ')}`);
  }
  return ms;
}

async function ensureConnection(ctx: Context): Promise<void> {
  if ((await ctx.connections.findSettings(connectionId)) !== null) return;
  await ctx.connections.create({
    id: connectionId,
    name: 'Bench',
    kind: 'openai',
    baseUrl: '',
    apiKey: null,
    limits: { maxRequestsPerJob: null, maxBytesPerJob: null, maxEnqueuedTokens: null },
    createdAt: ctx.clock.now(),
  });
}

async function jobsOf(ctx: Context, batchId: string): Promise<readonly JobRecord[]> {
  const { record } = await getStoredBatch(ctx, batchId);
  return openJobs(record);
}

async function getPart(ctx: Context, batchId: string, part: number): Promise<JobRecord> {
  const job = (await jobsOf(ctx, batchId)).find((each) => each.part === part);
  if (job === undefined) throw new Error(`Batch ${batchId} has no part ${part}.`);
  return job;
}
