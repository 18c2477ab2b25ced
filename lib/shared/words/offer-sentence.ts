import type { InvitationOffer } from '#lib/shared/contract/member-views.ts';
import { roleWords } from './role-words.ts';

/** To what somebody is invited, by whom, and what they do now. */
export function offerSentence({
  email,
  role,
  workspaceName,
  invitedBy,
  currentRole,
  opener,
  signedInAs,
}: InvitationOffer): string {
  const offer = `the workspace ${workspaceName} as ${roleWords[role].name}.`;
  if (opener === 'other')
    return `This invitation is for ${email}, and you are signed in as ${signedInAs ?? 'somebody else'}. Sign out to accept it.`;
  const invited = invitedBy === null ? `You are invited to ${offer}` : `${invitedBy} invites you to ${offer}`;
  if (opener === 'signed_out') return `${invited} There is an account for ${email} already: sign in with it first.`;
  if (currentRole === null) return invited;
  return `${invited} You are in it already as ${roleWords[currentRole].name}; the role that may do more stays.`;
}
