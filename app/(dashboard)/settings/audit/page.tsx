import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { createLoader, type SearchParams } from 'nuqs/server';
import { assertAccounts } from '#app/_server/assert-accounts.ts';
import { callAsPerson } from '#app/_server/call-as-person.ts';
import { call } from '#app/_server/call.ts';
import { findFrameScope } from '#app/_server/page-scope.ts';
import { auditParsers, logsFor, toAuditFilter } from '#components/settings/audit/audit-query.ts';
import { AuditSection } from '#components/settings/audit/audit-section.tsx';
import { listAudit } from '#lib/audit/list-audit.ts';
import { listInstallationAudit } from '#lib/audit/list-installation-audit.ts';

export const metadata: Metadata = { title: 'Audit log' };

const loadState = createLoader(auditParsers);

export default async function AuditLogPage({ searchParams }: { readonly searchParams: Promise<SearchParams> }) {
  await assertAccounts();
  const { person, role } = await findFrameScope();
  const logs = logsFor(role, person?.isSiteAdmin === true);
  const { after, ...state } = await loadState(searchParams);
  const log = logs.find((name) => name === state.log) ?? logs[0];
  // For those who may not see it the page is not there.
  if (log === undefined) notFound();
  const input = { ...toAuditFilter({ ...state, log, after }), after: after ?? undefined };
  const page = await (log === 'installation' ? callAsPerson(listInstallationAudit, input) : call(listAudit, input));
  return <AuditSection page={page} log={log} logs={logs} />;
}
