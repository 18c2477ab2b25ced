import type { Context } from '#lib/contracts/context.ts';
import { findJob } from '#lib/record/attempts.ts';
import type { JobStage } from '#lib/record/job-record.ts';
import type { BatchRecord } from '#lib/record/record.ts';

/** The queue's clock is the database's: a task that comes this much early by ours is on time. */
const clockToleranceMs = 1_000;

export function isDueBy(ctx: Context, at: string): boolean {
  return new Date(at).getTime() <= ctx.clock.now().getTime() + clockToleranceMs;
}

/** True when the job's step is due. False also for a job of an earlier attempt, which a late task may name. */
export function isJobDue(ctx: Context, record: BatchRecord, jobId: string, stages: readonly JobStage[]): boolean {
  const job = findJob(record, jobId);
  return job !== null && stages.includes(job.stage) && isDueBy(ctx, job.nextAt);
}
