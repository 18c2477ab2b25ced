'use server';

import { definePersonAction } from '#app/_server/define-person-action.ts';
import { setPrivateHosts } from '#lib/connections/set-private-hosts.ts';
import { createWorkspace } from '#lib/workspaces/create-workspace.ts';
import { deleteWorkspace } from '#lib/workspaces/delete-workspace.ts';
import { renameWorkspace } from '#lib/workspaces/rename-workspace.ts';

export const createWorkspaceAction = definePersonAction(createWorkspace);
export const deleteWorkspaceAction = definePersonAction(deleteWorkspace);
export const renameWorkspaceAction = definePersonAction(renameWorkspace);
export const setPrivateHostsAction = definePersonAction(setPrivateHosts);
