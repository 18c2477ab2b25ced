import type { Invitation } from '#lib/contracts/members.ts';
import type { InvitationView } from '#lib/shared/contract/member-views.ts';

export function viewInvitation({ id, email, role, invitedBy, expiresAt }: Invitation, now: Date): InvitationView {
  return { id, email, role, invitedBy, expiresAt: expiresAt.toISOString(), hasEnded: expiresAt <= now };
}
