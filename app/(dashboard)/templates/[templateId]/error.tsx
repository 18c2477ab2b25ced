'use client';

import { PageError, type PageErrorProps } from '#components/layout/page-error.tsx';

export default function TemplateError(props: PageErrorProps) {
  return (
    <PageError
      {...props}
      title="This template could not be loaded"
      back={{ href: '/templates', label: 'All templates' }}
    />
  );
}
