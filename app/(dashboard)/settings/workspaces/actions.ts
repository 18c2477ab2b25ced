'use server';

import { definePersonAction } from '#app/_server/define-person-action.ts';
import { createWorkspace } from '#lib/workspaces/create-workspace.ts';
import { renameWorkspace } from '#lib/workspaces/rename-workspace.ts';

export const createWorkspaceAction = definePersonAction(createWorkspace);
export const renameWorkspaceAction = definePersonAction(renameWorkspace);
