import type { PgBoss } from 'pg-boss';
import { type TaskKind, taskKinds } from '#lib/record/due-tasks.ts';

interface Slots {
  /** How many tasks of the kind one worker process does at once. */
  readonly all: number;
  /** How many of these one connection may have; null for steps that wait for no provider. */
  readonly perConnection: number | null;
}

/**
 * Steps that talk to a provider mostly wait for it, and one that does not answer must not hold up the others. Checking,
 * cutting and refreshing keep a core busy, and collecting does once the answers are there.
 */
export const slotsOf: Readonly<Record<TaskKind, Slots>> = {
  check: { all: 1, perConnection: null },
  read_table: { all: 1, perConnection: null },
  make_requests: { all: 1, perConnection: null },
  split: { all: 1, perConnection: null },
  submit: { all: 6, perConnection: 2 },
  poll: { all: 8, perConnection: 4 },
  cancel: { all: 4, perConnection: 2 },
  cancel_copies: { all: 2, perConnection: 1 },
  look_late: { all: 2, perConnection: 1 },
  collect: { all: 3, perConnection: 1 },
  refresh: { all: 1, perConnection: null },
  remove: { all: 1, perConnection: null },
};

/** Longer than any step can take: work is guarded by leases in the records, not by the queue. */
const expireInSeconds = 12 * 60 * 60;

/** A finished task says nothing that the records do not say. */
const keepFinishedSeconds = 60 * 60;

export function queueName(kind: TaskKind): string {
  return `langbatch-${kind}`;
}

/**
 * Makes the queues that do not exist yet. A task is never retried by the queue: a step that failed is due again by
 * its record. The policy `short` lets one task with the same key wait, whatever runs.
 */
export async function createQueues(boss: PgBoss): Promise<void> {
  for (const kind of taskKinds) {
    await boss.createQueue(queueName(kind), {
      policy: 'short',
      retryLimit: 0,
      expireInSeconds,
      deleteAfterSeconds: keepFinishedSeconds,
      notify: true,
    });
  }
}
