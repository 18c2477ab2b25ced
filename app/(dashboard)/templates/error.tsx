'use client';

import { PageError, type PageErrorProps } from '#components/layout/page-error.tsx';

export default function TemplatesError(props: PageErrorProps) {
  return <PageError {...props} title="The templates could not be loaded" />;
}
