'use client';

import { PageError, type PageErrorProps } from '#components/layout/page-error.tsx';

export default function DashboardError(props: PageErrorProps) {
  return (
    <PageError {...props} title="This page could not be loaded" back={{ href: '/batches', label: 'Back to batches' }} />
  );
}
