import type { AuditPlace, AuditRows } from '#lib/contracts/audit.ts';
import { type AuditFilter, type AuditPage, auditPageSize } from '#lib/shared/contract/audit.ts';
import { assertDays } from './assert-days.ts';

/** One page of a log, newest first. Throws `InvalidInputError` for a day that there is not. */
export async function readAuditPage(
  log: AuditRows,
  { after, ...filter }: AuditFilter & { readonly after?: string | undefined },
): Promise<AuditPage> {
  assertDays(filter);
  const [found, people] = await Promise.all([
    log.find(filter, { after: parsePlace(after), limit: auditPageSize + 1 }),
    log.people(),
  ]);
  const shown = found.slice(0, auditPageSize);
  const last = shown.at(-1);
  return {
    rows: shown.map(({ row }) => row),
    next: found.length > shown.length && last !== undefined ? formatPlace(last.place) : null,
    people,
  };
}

function formatPlace({ at, number }: AuditPlace): string {
  return `${at.getTime()}-${number}`;
}

/** Null for what is no place, as it begins at the newest row. */
function parsePlace(text: string | undefined): AuditPlace | null {
  const parts = /^(\d{1,15})-(\d{1,18})$/.exec(text ?? '');
  if (parts?.[1] === undefined || parts[2] === undefined) return null;
  const at = new Date(Number(parts[1]));
  return Number.isNaN(at.getTime()) ? null : { at, number: BigInt(parts[2]) };
}
