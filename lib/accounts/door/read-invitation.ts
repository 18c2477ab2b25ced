import { invitationLinkInput } from '#lib/shared/contract/account-inputs.ts';
import type { InvitationOffer } from '#lib/shared/contract/member-views.ts';
import { defineDoorVerb } from '#lib/verbs/define-door-verb.ts';
import { openInvitation } from '../open-invitation.ts';
import { findSignedIn } from '../signed-in.ts';

/** What the link of an invitation offers to whoever asks. Throws `ForbiddenError` for one that is good no longer. */
export const readInvitation = defineDoorVerb({
  name: 'readInvitation',
  audit: 'none',
  input: invitationLinkInput,
  async run(ctx, { token }) {
    const { email, role, workspaceName, invitedBy, person } = await openInvitation(ctx, token);
    const signedIn = await findSignedIn(ctx);
    const isInvited = signedIn !== null && signedIn.id === person?.id;
    const value: InvitationOffer = {
      email,
      role,
      workspaceName,
      invitedBy,
      currentRole: isInvited ? person.role : null,
      opener: isInvited ? 'invited' : signedIn !== null ? 'other' : person === null ? 'new' : 'signed_out',
      signedInAs: signedIn?.email ?? null,
    };
    return { value, setCookies: [] };
  },
});
