'use client';

import { PageError, type PageErrorProps } from '#components/layout/page-error.tsx';

export default function MembersError(props: PageErrorProps) {
  return <PageError {...props} title="The members could not be loaded" />;
}
