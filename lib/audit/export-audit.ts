import { auditFilterInput } from '#lib/shared/contract/audit.ts';
import { defineVerb } from '#lib/verbs/define-verb.ts';
import { workspaceRows } from './workspace-rows.ts';
import { writeAuditFile } from './write-audit-file.ts';

/** The same rows as `listAudit` gives over all its pages, as a CSV file. Throws as it does, before the first row. */
export const exportAudit = defineVerb({
  name: 'exportAudit',
  right: 'admin',
  audit: 'none',
  input: auditFilterInput,
  run: (ctx, filter) => Promise.resolve(writeAuditFile(workspaceRows(ctx), filter)),
});
