'use client';

import { PageError, type PageErrorProps } from '#components/layout/page-error.tsx';

export default function PeopleError(props: PageErrorProps) {
  return <PageError {...props} title="The people could not be loaded" />;
}
