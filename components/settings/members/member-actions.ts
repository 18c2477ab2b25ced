import type { VerbAction } from '#components/live/verb-action.ts';
import type { changeRole } from '#lib/workspaces/change-role.ts';
import type { invite } from '#lib/workspaces/invite.ts';
import type { leaveWorkspace } from '#lib/workspaces/leave-workspace.ts';
import type { removeMember } from '#lib/workspaces/remove-member.ts';
import type { renewInvitation } from '#lib/workspaces/renew-invitation.ts';
import type { withdrawInvitation } from '#lib/workspaces/withdraw-invitation.ts';

/** What can be changed about members, as server actions that the page hands down. */
export interface MemberActions {
  readonly invite: VerbAction<typeof invite>;
  readonly changeRole: VerbAction<typeof changeRole>;
  readonly remove: VerbAction<typeof removeMember>;
  readonly leave: VerbAction<typeof leaveWorkspace>;
}

export interface InvitationActions {
  readonly renew: VerbAction<typeof renewInvitation>;
  readonly withdraw: VerbAction<typeof withdrawInvitation>;
}
