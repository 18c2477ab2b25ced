import { listInstallationAuditInput } from '#lib/shared/contract/audit.ts';
import { definePersonVerb } from '#lib/verbs/define-person-verb.ts';
import { readAuditPage } from './read-audit-page.ts';

/**
 * What was changed in the installation, and in none of its workspaces, newest first: for a site admin, who may be in no
 * workspace. Throws `ForbiddenError`, `InvalidInputError`.
 */
export const listInstallationAudit = definePersonVerb({
  name: 'listInstallationAudit',
  right: 'site_admin',
  audit: 'none',
  input: listInstallationAuditInput,
  run: ({ auditRows }, filter) => readAuditPage(auditRows, filter),
});
