import type { ReactNode } from 'react';
import { TopBar } from '#components/layout/top-bar.tsx';

export default function DashboardLayout({ children }: { readonly children: ReactNode }) {
  return (
    <>
      <a
        href="#main"
        className="sr-only z-20 rounded-md bg-raised px-3.5 py-2 font-medium focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the content
      </a>
      <TopBar />
      <main id="main" tabIndex={-1} className="page-frame @container/page pt-8 pb-[72px] outline-none max-md:pt-[22px]">
        {children}
      </main>
    </>
  );
}
