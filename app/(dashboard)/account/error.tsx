'use client';

import { PageError, type PageErrorProps } from '#components/layout/page-error.tsx';

export default function AccountError(props: PageErrorProps) {
  return <PageError {...props} title="The account could not be loaded" />;
}
