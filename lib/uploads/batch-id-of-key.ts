import { createHash } from 'node:crypto';
import type { Context } from '#lib/contracts/context.ts';

/**
 * The id of the batch that somebody makes with this Idempotency-Key: always the same, and another one for
 * everybody else. It looks like any other id.
 */
export function batchIdOfKey({ workspace, actor }: Pick<Context, 'workspace' | 'actor'>, key: string): string {
  const whose = JSON.stringify([workspace.id, actor.kind, actor.id, key]);
  const digest = createHash('sha256').update(whose).digest('hex');
  return `batch_${BigInt(`0x${digest}`).toString(36).padStart(50, '0').slice(-20)}`;
}
