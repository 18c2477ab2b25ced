'use client';

import { PageError, type PageErrorProps } from '#components/layout/page-error.tsx';

export default function WorkspacesError(props: PageErrorProps) {
  return <PageError {...props} title="The workspaces could not be loaded" />;
}
