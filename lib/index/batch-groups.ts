import { type BatchGroup, type BatchStatus, endedStatuses, holdsThatNeedAPerson } from '#lib/shared/contract/status.ts';
import type { Sql } from './sql.ts';

const recentMs = 7 * 24 * 60 * 60 * 1000;
const notOpen: readonly BatchStatus[] = ['draft', ...endedStatuses];
/** Nobody answers anything yet. A hold makes a batch wait whatever its status. */
const waitingStatuses: readonly BatchStatus[] = ['queued', 'validating'];
// What a person cancelled has not failed, however little of it was answered.
const isCancelled = `(b.status = 'cancelled' or (b.is_cancel_requested and b.shown_not_answered > 0))`;

/** The condition on a row `b` of `batch` for being in the group: the list is narrowed and counted by the same. */
export function groupCondition(group: BatchGroup, sql: Sql, now: Date): string {
  switch (group) {
    case 'running':
      return `(b.status <> all(${sql.value([...notOpen, ...waitingStatuses])}) and b.hold_kind is null)`;
    case 'waiting':
      return `(b.status <> all(${sql.value(notOpen)})
        and (b.status = any(${sql.value(waitingStatuses)}) or b.hold_kind is not null))`;
    case 'needs_person':
      return `(b.status <> all(${sql.value(notOpen)}) and b.hold_kind = any(${sql.value(holdsThatNeedAPerson)}))`;
    case 'with_failures':
      return `(b.ended_at > ${sql.value(new Date(now.getTime() - recentMs))}
        and b.failed + b.missing > 0 and not ${isCancelled})`;
  }
}
