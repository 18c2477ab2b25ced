import type { ReactNode } from 'react';
import { findFrameScope } from '#app/_server/page-scope.ts';
import { PageHead } from '#components/layout/page-head.tsx';
import { SettingsNavigation } from '#components/settings/settings-navigation.tsx';
import { Toaster } from '#components/ui/toaster.tsx';
import { can } from '#lib/shared/contract/rights.ts';

export default async function SettingsLayout({ children }: { readonly children: ReactNode }) {
  const { person, role } = await findFrameScope();
  return (
    <>
      <Toaster />
      <PageHead title="Settings" />
      <div className="mt-6 grid grid-cols-[176px_minmax(0,1fr)] items-start gap-x-14 gap-y-[18px] max-md:mt-3.5 max-md:grid-cols-1">
        <SettingsNavigation isSiteAdmin={person?.isSiteAdmin === true} isAdmin={can(role, 'admin')} />
        <div className="@container/page min-w-0">{children}</div>
      </div>
    </>
  );
}
