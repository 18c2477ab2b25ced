import type { Context } from '#lib/contracts/context.ts';
import { invitationMail } from '#lib/notify/mails/invitation-mail.ts';
import type { NewInvitationLink } from '#lib/shared/contract/member-views.ts';

/**
 * Mails the link of an invitation, where mail is sent, and adds what became of that. To be called once the invitation is
 * committed: it stands whatever the mail server says.
 */
export async function mailInvitation(
  { mailing, workspace }: Pick<Context, 'mailing' | 'workspace'>,
  made: Omit<NewInvitationLink, 'mail'>,
): Promise<NewInvitationLink> {
  if (mailing === undefined) return { ...made, mail: null };
  const { invitation, token } = made;
  const { origin } = mailing;
  const mail = await mailing.send(invitationMail({ origin, invitation, token, workspaceName: workspace.name }));
  return { ...made, mail };
}
