import type { Metadata } from 'next';
import { callAsPerson } from '#app/_server/call-as-person.ts';
import { findFrameScope } from '#app/_server/page-scope.ts';
import { AllWorkspaces } from '#components/settings/workspaces/all-workspaces.tsx';
import { OwnWorkspaces } from '#components/settings/workspaces/own-workspaces.tsx';
import { listMyWorkspaces } from '#lib/workspaces/list-my-workspaces.ts';
import { listWorkspaces } from '#lib/workspaces/list-workspaces.ts';
import { createWorkspaceAction, renameWorkspaceAction } from './actions.ts';

export const metadata: Metadata = { title: 'Workspaces' };

export default async function WorkspacesPage() {
  const own = await callAsPerson(listMyWorkspaces);
  const { person, workspace } = await findFrameScope();
  const all = person?.isSiteAdmin === true ? await callAsPerson(listWorkspaces) : null;
  return (
    <div className="flex flex-col gap-11">
      <OwnWorkspaces own={own} currentId={workspace?.id ?? null} rename={renameWorkspaceAction} />
      {all !== null && <AllWorkspaces workspaces={all} create={createWorkspaceAction} />}
    </div>
  );
}
