import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { createLoader, type SearchParams } from 'nuqs/server';
import { assertAccounts } from '#app/_server/assert-accounts.ts';
import { call } from '#app/_server/call.ts';
import { auditParsers, toAuditFilter } from '#components/settings/audit/audit-query.ts';
import { AuditSection } from '#components/settings/audit/audit-section.tsx';
import { listAudit } from '#lib/audit/list-audit.ts';
import { AppError } from '#lib/errors.ts';
import type { AuditPage } from '#lib/shared/contract/audit.ts';

export const metadata: Metadata = { title: 'Audit log' };

const loadState = createLoader(auditParsers);

export default async function AuditLogPage({ searchParams }: { readonly searchParams: Promise<SearchParams> }) {
  await assertAccounts();
  const { after, ...state } = await loadState(searchParams);
  const filter = toAuditFilter({ ...state, after });
  return <AuditSection page={await loadPage({ ...filter, after: after ?? undefined })} />;
}

/** For those who may not see it the page is not there. */
async function loadPage(input: object): Promise<AuditPage> {
  try {
    return await call(listAudit, input);
  } catch (error) {
    if (AppError.is(error) && error.code === 'forbidden') notFound();
    throw error;
  }
}
