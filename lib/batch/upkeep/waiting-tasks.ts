import { stampOf } from '#lib/batch/store/stamp.ts';
import { updateBatchIfThere } from '#lib/batch/store/update-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import { findJob, openJobs } from '#lib/record/attempts.ts';
import { taskKey } from '#lib/record/due-tasks.ts';
import { beginHold } from '#lib/record/hold.ts';
import { freeTasks, isHeld } from '#lib/record/lease.ts';
import type { BatchRecord } from '#lib/record/record.ts';

/** Nobody wonders about a shorter wait. */
const quietMs = 60_000;

export interface WaitingTasks {
  /**
   * Called for each open batch of a sweep: notes on its page that it waits for a free slot, once it has done
   * so for a minute.
   */
  look(ctx: Context, record: BatchRecord): Promise<void>;
  endSweep(): void;
}

/**
 * Remembers from sweep to sweep which tasks were due and not begun. Counts sweeps instead of time: after a night
 * in which the machine slept, everything is overdue and nothing has waited.
 */
export function createWaitingTasks(): WaitingTasks {
  let before = new Map<string, number>();
  let seen = new Map<string, number>();
  return {
    async look(ctx, record) {
      const now = ctx.clock.now();
      const due = freeTasks(record, now).filter(({ jobId, dueAt }) => jobId !== null && dueAt <= now);
      for (const task of due) seen.set(taskKey(task), (before.get(taskKey(task)) ?? -1) + 1);
      // While any of its parts is being worked on, a batch gets its share.
      if (openJobs(record).some(({ lease }) => isHeld(lease, now))) return;
      const isLong = (key: string): boolean => (seen.get(key) ?? 0) * ctx.timing.sweepMs >= quietMs;
      const jobIds = due.filter((task) => isLong(taskKey(task))).map(({ jobId }) => jobId ?? '');
      if (jobIds.some((id) => findJob(record, id)?.hold === null)) await noteWait(ctx, record, jobIds);
    },
    endSweep() {
      before = seen;
      seen = new Map();
    },
  };
}

async function noteWait(ctx: Context, record: BatchRecord, jobIds: readonly string[]): Promise<void> {
  const connection = record.connectionId === null ? null : await ctx.connections.findSettings(record.connectionId);
  if (connection === null) return;
  const facts = { provider: connection.name };
  await updateBatchIfThere(ctx, record.id, (draft) => {
    for (const id of jobIds) {
      const job = findJob(draft, id);
      if (job === null || job.hold !== null || isHeld(job.lease, ctx.clock.now())) continue;
      beginHold(draft, job, stampOf(ctx), { kind: 'busy', code: 'no_free_slot', facts });
    }
  });
}
