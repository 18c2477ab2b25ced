import { type HealthReport, notKnown } from '#lib/shared/contract/health.ts';

/**
 * What pages say when something is not well, the gravest first. A worker is not spoken of while the database
 * has a fault: it follows from that.
 */
export function healthNotices({ status, database, worker, disk }: HealthReport): readonly string[] {
  if (status !== 'failing') return [];
  const parts = database === 'ok' ? [worker, disk] : [database, disk];
  return parts.filter((part) => part !== 'ok' && part !== notKnown);
}
