import type { Hold, HoldReason } from '#lib/shared/contract/hold.ts';
import type { HoldKind } from '#lib/shared/contract/status.ts';
import { openJobs } from './attempts.ts';
import { type Stamp, addEvent } from './events.ts';
import type { BatchRecord } from './record.ts';

/** Something that can be held up: a batch, or one of its jobs. */
interface Holdable {
  hold: Hold | null;
}

/**
 * Notes why `target` waits. The same kind again keeps its beginning. Parts that wait for others make one event
 * together, however many they are.
 */
export function beginHold(draft: BatchRecord, target: Holdable, stamp: Stamp, reason: HoldReason): void {
  const { hold: before } = target;
  const isNew = before?.kind !== reason.kind;
  const hold = { ...reason, since: before !== null && !isNew ? before.since : stamp.at.toISOString() };
  target.hold = hold;
  if (isNew && !isShared(draft, target, reason.kind)) addEvent(draft, stamp, { kind: 'hold_began', data: { hold } });
}

export function endHold(draft: BatchRecord, target: Holdable, stamp: Stamp): void {
  if (target.hold === null) return;
  const { kind } = target.hold;
  target.hold = null;
  if (!isShared(draft, target, kind)) addEvent(draft, stamp, { kind: 'hold_ended', data: { kind } });
}

function isShared(draft: BatchRecord, target: Holdable, kind: HoldKind): boolean {
  return isWaitForOthers(kind) && openJobs(draft).some((job) => job !== target && job.hold?.kind === kind);
}

/** True for what parts wait for while others go on: room at the provider, or a free slot of the worker. */
export function isWaitForOthers(kind: HoldKind): boolean {
  return kind === 'token_limit' || kind === 'busy';
}
