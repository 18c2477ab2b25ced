import { findJob } from './attempts.ts';
import type { Task } from './due-tasks.ts';
import { dueTasks } from './due-tasks.ts';
import type { Lease } from './job-record.ts';
import type { BatchRecord } from './record.ts';

/** The lease on a job, or on the batch as a whole when `jobId` is null. */
export function leaseOf(record: BatchRecord, jobId: string | null): Lease | null {
  return jobId === null ? record.lease : (findJob(record, jobId)?.lease ?? null);
}

/** False once the lease has run out: its holder is taken for dead, and anybody may take over. */
export function isHeld(lease: Lease | null, now: Date): boolean {
  return lease !== null && new Date(lease.until) > now;
}

/**
 * The due tasks that somebody could begin now. Those on what is being worked on follow when its lease is
 * given back.
 */
export function freeTasks(record: BatchRecord, now: Date): readonly Task[] {
  return dueTasks(record).filter(({ jobId }) => !isHeld(leaseOf(record, jobId), now));
}
