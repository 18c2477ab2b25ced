import type { AuditPlace } from '#lib/contracts/audit.ts';
import type { Context } from '#lib/contracts/context.ts';
import { type AuditPage, auditPageSize, listAuditInput } from '#lib/shared/contract/audit.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';
import { auditRowsOf } from './audit-rows-of.ts';

/**
 * What was changed, newest first. Throws `ForbiddenError`, `InvalidInputError`, `NotFoundError` where nobody signs in.
 */
export const listAudit = defineVerb({ name: 'listAudit', right: 'admin', audit: 'none', input: listAuditInput, run });

async function run(ctx: Context, { after, ...filter }: Parsed<typeof listAuditInput>): Promise<AuditPage> {
  const log = auditRowsOf(ctx, filter);
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
    seesInstallation: ctx.auditRows?.ofInstallation != null,
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
