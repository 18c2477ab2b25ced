'use client';

import { PageError, type PageErrorProps } from '#components/layout/page-error.tsx';

export default function BatchesError(props: PageErrorProps) {
  return <PageError {...props} title="The batches could not be loaded" />;
}
