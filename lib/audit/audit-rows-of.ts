import type { AuditRows } from '#lib/contracts/audit.ts';
import type { Context } from '#lib/contracts/context.ts';
import { ForbiddenError, InvalidInputError, NotFoundError } from '#lib/errors.ts';
import type { AuditFilter } from '#lib/shared/contract/audit.ts';

/**
 * The log that somebody asks for. Throws `NotFoundError` where nobody signs in, `ForbiddenError` for that of the
 * installation unless a site admin asks, `InvalidInputError` for a day that there is not.
 */
export function auditRowsOf({ auditRows }: Context, { log, from, to }: AuditFilter): AuditRows {
  if (auditRows === undefined) throw new NotFoundError('Nobody signs in here, so there is no audit log to read.');
  for (const [field, day] of Object.entries({ from, to })) assertIsDay(field, day);
  if (log === 'workspace') return auditRows.ofWorkspace;
  if (auditRows.ofInstallation === null)
    throw new ForbiddenError('To see this you must be a site admin of this LangBatch. Ask one.');
  return auditRows.ofInstallation;
}

/** The last of February may be the 30th for a form. */
function assertIsDay(field: string, day: string | undefined): void {
  if (day === undefined || Number.isFinite(Date.parse(`${day}T00:00:00Z`))) return;
  const sentence = `There is no day ${day}.`;
  throw new InvalidInputError(sentence, { [field]: sentence });
}
