import type { Metadata } from 'next';
import { callAsPerson } from '#app/_server/call-as-person.ts';
import { findFrameScope } from '#app/_server/page-scope.ts';
import { AllWorkspaces } from '#components/settings/workspaces/all-workspaces.tsx';
import { OwnWorkspaces } from '#components/settings/workspaces/own-workspaces.tsx';
import { PrivateHosts } from '#components/settings/workspaces/private-hosts.tsx';
import { getPrivateHosts } from '#lib/connections/get-private-hosts.ts';
import { can, type Role } from '#lib/shared/contract/rights.ts';
import { localWorkspace } from '#lib/shared/contract/workspace.ts';
import { listMyWorkspaces } from '#lib/workspaces/list-my-workspaces.ts';
import { listWorkspaces } from '#lib/workspaces/list-workspaces.ts';
import { readContents } from '#lib/workspaces/read-contents.ts';
import {
  createWorkspaceAction,
  deleteWorkspaceAction,
  renameWorkspaceAction,
  setPrivateHostsAction,
} from './actions.ts';

export const metadata: Metadata = { title: 'Workspaces' };

export default async function WorkspacesPage() {
  const own = await Promise.all((await callAsPerson(listMyWorkspaces)).map(withContents));
  const { person, workspace } = await findFrameScope();
  const isSiteAdmin = person?.isSiteAdmin === true;
  const all = isSiteAdmin ? await callAsPerson(listWorkspaces) : null;
  const hosts = isSiteAdmin ? await callAsPerson(getPrivateHosts) : null;
  return (
    <div className="flex flex-col gap-11">
      <OwnWorkspaces
        own={own}
        currentId={workspace?.id ?? null}
        rename={renameWorkspaceAction}
        remove={deleteWorkspaceAction}
      />
      {all !== null && <AllWorkspaces workspaces={all} create={createWorkspaceAction} />}
      {hosts !== null && <PrivateHosts hosts={hosts} save={setPrivateHostsAction} />}
    </div>
  );
}

/** With what is lost with it, for who may delete it. */
async function withContents<T extends { readonly id: string; readonly role: Role }>(workspace: T) {
  const { id, role } = workspace;
  const isDeletable = can(role, 'own') && id !== localWorkspace.id;
  const contents = isDeletable ? await callAsPerson(readContents, { workspaceId: id }) : null;
  return { ...workspace, contents };
}
