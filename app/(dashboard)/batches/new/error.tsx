'use client';

import { PageError, type PageErrorProps } from '#components/layout/page-error.tsx';

export default function NewBatchError(props: PageErrorProps) {
  return (
    <PageError {...props} title="A new batch could not be begun" back={{ href: '/batches', label: 'All batches' }} />
  );
}
