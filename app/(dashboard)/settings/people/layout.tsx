import type { ReactNode } from 'react';
import { PageHead } from '#components/layout/page-head.tsx';

export default function PeopleLayout({ children }: { readonly children: ReactNode }) {
  return (
    <>
      <PageHead title="Settings" />
      <div className="mt-7">{children}</div>
    </>
  );
}
