import type { Metadata } from 'next';
import { assertAccounts } from '#app/_server/assert-accounts.ts';
import { call } from '#app/_server/call.ts';
import { linkOrigin } from '#app/_server/our-origins.ts';
import { InvitationSection } from '#components/settings/members/invitation-section.tsx';
import { MemberSection } from '#components/settings/members/member-section.tsx';
import { RoleSection } from '#components/settings/members/role-section.tsx';
import { can } from '#lib/shared/contract/rights.ts';
import { listInvitations } from '#lib/workspaces/list-invitations.ts';
import { listMembers } from '#lib/workspaces/list-members.ts';
import {
  changeRoleAction,
  inviteAction,
  leaveWorkspaceAction,
  removeMemberAction,
  renewInvitationAction,
  withdrawInvitationAction,
} from './actions.ts';

export const metadata: Metadata = { title: 'Members' };

const memberActions = {
  invite: inviteAction,
  changeRole: changeRoleAction,
  remove: removeMemberAction,
  leave: leaveWorkspaceAction,
};
const invitationActions = { renew: renewInvitationAction, withdraw: withdrawInvitationAction };

export default async function MembersPage() {
  await assertAccounts();
  const list = await call(listMembers);
  const invitations = can(list.role, 'admin') ? await call(listInvitations) : [];
  const joinAddress = `${linkOrigin()}/join`;
  return (
    <div className="flex flex-col gap-11">
      <MemberSection list={list} joinAddress={joinAddress} actions={memberActions} />
      {invitations.length > 0 && (
        <InvitationSection
          invitations={invitations}
          role={list.role}
          joinAddress={joinAddress}
          actions={invitationActions}
        />
      )}
      <RoleSection />
    </div>
  );
}
