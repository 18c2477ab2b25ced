import type { PgBoss } from 'pg-boss';
import type { TaskKind } from '#lib/contracts/context.ts';

/** How many tasks of a kind one worker process does at once. Checking and collecting keep a core busy. */
export const concurrencyOf: Readonly<Record<TaskKind, number>> = {
  check: 1,
  split: 1,
  submit: 2,
  poll: 4,
  cancel: 2,
  collect: 1,
  remove: 1,
};

/** Longer than any step can take: work is guarded by leases in the records, not by the queue. */
const expireInSeconds = 12 * 60 * 60;

/** A finished task says nothing that the records do not say. */
const keepFinishedSeconds = 60 * 60;

export function queueName(kind: TaskKind): string {
  return `langbatch-${kind}`;
}

export const taskKinds: readonly TaskKind[] = ['check', 'split', 'submit', 'poll', 'cancel', 'collect', 'remove'];

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
