import { installationAuditFilterInput } from '#lib/shared/contract/audit.ts';
import { definePersonVerb } from '#lib/verbs/define-person-verb.ts';
import { writeAuditFile } from './write-audit-file.ts';

/**
 * The same rows as `listInstallationAudit` gives over all its pages, as a CSV file. Throws as it does, before the first
 * row.
 */
export const exportInstallationAudit = definePersonVerb({
  name: 'exportInstallationAudit',
  right: 'site_admin',
  audit: 'none',
  input: installationAuditFilterInput,
  run: ({ auditRows }, filter) => Promise.resolve(writeAuditFile(auditRows, filter)),
});
