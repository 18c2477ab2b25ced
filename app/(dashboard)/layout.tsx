import type { ReactNode } from 'react';
import { HealthNotice } from '#components/layout/health-notice.tsx';
import { TopBar } from '#components/layout/top-bar.tsx';

export default function DashboardLayout({ children }: { readonly children: ReactNode }) {
  return (
    <>
      <a
        href="#main"
        className="fixed top-2 left-2 z-20 -translate-y-16 rounded-md bg-raised px-3.5 py-2 font-medium focus:translate-y-0 focus:shadow-2"
      >
        Skip to the content
      </a>
      <TopBar />
      <main id="main" tabIndex={-1} className="page-frame @container/page pt-8 pb-[72px] outline-none max-md:pt-[22px]">
        <HealthNotice />
        {children}
      </main>
    </>
  );
}
