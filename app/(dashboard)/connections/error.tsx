'use client';

import { PageError, type PageErrorProps } from '#components/layout/page-error.tsx';

export default function ConnectionsError(props: PageErrorProps) {
  return <PageError {...props} title="The connections could not be loaded" />;
}
