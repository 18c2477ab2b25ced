import { listAuditInput } from '#lib/shared/contract/audit.ts';
import { defineVerb } from '#lib/verbs/define-verb.ts';
import { readAuditPage } from './read-audit-page.ts';
import { workspaceRows } from './workspace-rows.ts';

/**
 * What was changed in the workspace, newest first. Throws `ForbiddenError`, `InvalidInputError`, `NotFoundError` where
 * nobody signs in.
 */
export const listAudit = defineVerb({
  name: 'listAudit',
  right: 'admin',
  audit: 'none',
  input: listAuditInput,
  run: (ctx, filter) => readAuditPage(workspaceRows(ctx), filter),
});
