import type { Db, JobInsert, PgBoss } from 'pg-boss';
import { z } from 'zod';
import type { TaskQueue } from '#lib/contracts/context.ts';
import { type Task, type TaskKind, taskKey, taskKinds } from '#lib/record/due-tasks.ts';
import { localWorkspace } from '#lib/shared/contract/workspace.ts';
import { queueName } from './queues.ts';

const payloadSchema = z.object({
  kind: z.enum(taskKinds),
  batchId: z.string(),
  /** Tasks that an earlier version has queued do not say it: there was one workspace then. */
  workspaceId: z.string().default(localWorkspace.id),
  jobId: z.string().nullable(),
  /** Tasks that an earlier version has queued do not say it. */
  connectionId: z.string().nullable().default(null),
  dueAt: z.iso.datetime(),
});

/** A task as it waits in the queue: whoever works it off must know whose batch it is. */
export interface QueuedTask extends Task {
  readonly workspaceId: string;
}

export interface TaskQueueOptions {
  readonly workspaceId?: string;
  readonly db?: Db;
}

/**
 * Puts tasks of one workspace into pg-boss; with `db`, in the transaction that it stands for. A task that
 * waits already is not queued twice.
 */
export function createTaskQueue(
  boss: PgBoss,
  { workspaceId = localWorkspace.id, db }: TaskQueueOptions = {},
): TaskQueue {
  return {
    async enqueue(tasks) {
      const byKind = Map.groupBy(tasks, ({ kind }) => kind);
      for (const [kind, group] of byKind) {
        await boss.insert(
          queueName(kind),
          group.map((task) => convertTask({ ...task, workspaceId })),
          db === undefined ? {} : { db },
        );
      }
    },
  };
}

function convertTask(task: QueuedTask): JobInsert {
  return {
    data: { ...task, dueAt: task.dueAt.toISOString() },
    singletonKey: taskKey(task),
    startAfter: task.dueAt,
    ...(task.connectionId === null ? {} : { group: { id: task.connectionId } }),
  };
}

/** Throws for a payload that no version of ours has written. */
export function parseTask(data: unknown, kind: TaskKind): QueuedTask {
  const { dueAt, ...payload } = payloadSchema.parse(data);
  return { ...payload, kind, dueAt: new Date(dueAt) };
}
