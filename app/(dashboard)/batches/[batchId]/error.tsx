'use client';

import { PageError, type PageErrorProps } from '#components/layout/page-error.tsx';

export default function BatchError(props: PageErrorProps) {
  return (
    <PageError {...props} title="This batch could not be loaded" back={{ href: '/batches', label: 'All batches' }} />
  );
}
