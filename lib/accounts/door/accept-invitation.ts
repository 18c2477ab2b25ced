import { ForbiddenError, SignedOutError } from '#lib/errors.ts';
import { invitationLinkInput } from '#lib/shared/contract/account-inputs.ts';
import { defineDoorVerb } from '#lib/verbs/define-door-verb.ts';
import { openInvitation, refuseEnded } from '../open-invitation.ts';
import { hashLinkToken } from '../secret-link.ts';
import { findSignedIn } from '../signed-in.ts';

/**
 * Makes whoever is signed in a member of the workspace that they were invited to; a greater role that they have there
 * stays. Throws `ForbiddenError` for a link that is not good, or not theirs, `SignedOutError`, `TooManyAttemptsError`.
 */
export const acceptInvitation = defineDoorVerb({
  name: 'acceptInvitation',
  audit: 'noted',
  input: invitationLinkInput,
  async run(ctx, { token }) {
    const { email } = await openInvitation(ctx, token);
    const person = await findSignedIn(ctx);
    if (person === null) throw new SignedOutError('session');
    const joiner = { id: person.id, isNew: false } as const;
    const result = await ctx.invitations.join(hashLinkToken(token), joiner, ctx.clock.now(), ctx.asker);
    if (result === 'not_theirs')
      throw new ForbiddenError(
        `This invitation is for ${email}, and you are signed in as ${person.email}. Sign out, then open it again.`,
      );
    if (result === 'ended') await refuseEnded(ctx, token);
    return { value: null, setCookies: [] };
  },
});
