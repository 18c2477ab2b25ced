'use server';

import { defineAction } from '#app/_server/define-action.ts';
import { changeRole } from '#lib/workspaces/change-role.ts';
import { invite } from '#lib/workspaces/invite.ts';
import { leaveWorkspace } from '#lib/workspaces/leave-workspace.ts';
import { removeMember } from '#lib/workspaces/remove-member.ts';
import { renewInvitation } from '#lib/workspaces/renew-invitation.ts';
import { withdrawInvitation } from '#lib/workspaces/withdraw-invitation.ts';

export const inviteAction = defineAction(invite);
export const renewInvitationAction = defineAction(renewInvitation);
export const withdrawInvitationAction = defineAction(withdrawInvitation);
export const changeRoleAction = defineAction(changeRole);
export const removeMemberAction = defineAction(removeMember);
export const leaveWorkspaceAction = defineAction(leaveWorkspace);
