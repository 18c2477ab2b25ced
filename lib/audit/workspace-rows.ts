import type { AuditRows } from '#lib/contracts/audit.ts';
import type { Context } from '#lib/contracts/context.ts';
import { NotFoundError } from '#lib/errors.ts';

/** The log of the workspace. Throws `NotFoundError` where nobody signs in. */
export function workspaceRows({ auditRows }: Context): AuditRows {
  if (auditRows === undefined) throw new NotFoundError('Nobody signs in here, so there is no audit log to read.');
  return auditRows;
}
