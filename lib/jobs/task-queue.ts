import type { Db, JobInsert, PgBoss } from 'pg-boss';
import { z } from 'zod';
import type { TaskQueue } from '#lib/contracts/context.ts';
import type { Task, TaskKind } from '#lib/record/due-tasks.ts';
import { taskKey } from '#lib/record/due-tasks.ts';
import { queueName, taskKinds } from './queues.ts';

const payloadSchema = z.object({
  kind: z.enum(taskKinds),
  batchId: z.string(),
  jobId: z.string().nullable(),
  /** Tasks that an earlier version has queued do not say it. */
  connectionId: z.string().nullable().default(null),
  dueAt: z.iso.datetime(),
});

/** Puts tasks into pg-boss; with `db`, in the transaction that it stands for. A task that waits already is not queued twice. */
export function createTaskQueue(boss: PgBoss, db?: Db): TaskQueue {
  return {
    async enqueue(tasks) {
      const byKind = Map.groupBy(tasks, ({ kind }) => kind);
      for (const [kind, group] of byKind) {
        await boss.insert(queueName(kind), group.map(convertTask), db === undefined ? {} : { db });
      }
    },
  };
}

function convertTask(task: Task): JobInsert {
  return {
    data: { ...task, dueAt: task.dueAt.toISOString() },
    singletonKey: taskKey(task),
    startAfter: task.dueAt,
    ...(task.connectionId === null ? {} : { group: { id: task.connectionId } }),
  };
}

/** Throws for a payload that no version of ours has written. */
export function parseTask(data: unknown, kind: TaskKind): Task {
  const { dueAt, ...payload } = payloadSchema.parse(data);
  return { ...payload, kind, dueAt: new Date(dueAt) };
}
