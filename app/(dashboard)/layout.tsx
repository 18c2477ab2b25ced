import type { ReactNode } from 'react';
import { findFrameScope } from '#app/_server/page-scope.ts';
import { AccountMenu } from '#components/layout/account-menu.tsx';
import { HealthNotice } from '#components/layout/health-notice.tsx';
import { TopBar } from '#components/layout/top-bar.tsx';
import { WorkspaceSwitcher } from '#components/layout/workspace-switcher.tsx';
import { AccessWatch } from '#components/live/access-watch.tsx';
import { PageFrameProvider } from '#components/rights/page-frame.tsx';
import { pageAccessOf } from '#lib/shared/contract/page-access.ts';
import { signOutAction } from '../(door)/sign-in/actions.ts';

export default async function DashboardLayout({ children }: { readonly children: ReactNode }) {
  const { person, role, workspace, memberships, choices } = await findFrameScope();
  // Who has one workspace finds it without its name in addresses. What the page asks for names it even so: another one
  // may come to be the one used last.
  const named = memberships > 1 && workspace !== null ? workspace.slug : null;
  const switching = named === null || workspace === null ? null : { current: workspace, all: choices };
  return (
    <PageFrameProvider role={role} readerId={person?.id ?? null} workspace={named}>
      <a
        href="#main"
        className="fixed top-2 left-2 z-20 -translate-y-16 rounded-md bg-raised px-3.5 py-2 font-medium focus:translate-y-0 focus:shadow-2"
      >
        Skip to the content
      </a>
      <TopBar
        account={
          person === null ? null : <AccountMenu person={person} signOut={signOutAction} workspaces={switching} />
        }
        workspace={switching === null ? null : <WorkspaceSwitcher {...switching} />}
      />
      <main
        id="main"
        data-workspace={workspace?.slug}
        data-access={person === null ? undefined : pageAccessOf(person.id, role)}
        tabIndex={-1}
        className="page-frame @container/page pt-8 pb-[72px] outline-none max-md:pt-[22px]"
      >
        {person !== null && workspace !== null && <AccessWatch />}
        <HealthNotice />
        {children}
      </main>
    </PageFrameProvider>
  );
}
