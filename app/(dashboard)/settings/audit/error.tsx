'use client';

import { PageError, type PageErrorProps } from '#components/layout/page-error.tsx';

export default function AuditLogError(props: PageErrorProps) {
  return <PageError {...props} title="The audit log could not be loaded" />;
}
