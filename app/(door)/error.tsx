'use client';

import { PageError, type PageErrorProps } from '#components/layout/page-error.tsx';

export default function DoorError(props: PageErrorProps) {
  return (
    <main className="page-frame">
      <PageError {...props} title="This page could not be loaded" />
    </main>
  );
}
