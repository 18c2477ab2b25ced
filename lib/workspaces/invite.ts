import { dayMs, makeLinkToken } from '#lib/accounts/secret-link.ts';
import type { Context } from '#lib/contracts/context.ts';
import { InvalidInputError } from '#lib/errors.ts';
import { inviteInput } from '#lib/shared/contract/member-inputs.ts';
import type { NewInvitationLink } from '#lib/shared/contract/member-views.ts';
import { rightOver } from '#lib/shared/contract/rights.ts';
import { roleWords } from '#lib/shared/words/role-words.ts';
import { assertMay } from '#lib/verbs/assert-may.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';
import { lockMembers } from '#lib/verbs/lock-members.ts';
import { getInvitation, invitationThing, invitationsOf } from './internal.ts';
import { mailInvitation } from './mail-invitation.ts';
import { viewInvitation } from './view-invitation.ts';

/**
 * Makes an invitation for one e-mail, with a link that is good once and is never shown again; it is
 * mailed too, where mail is sent. Only owners invite owners.
 * Throws `InvalidInputError` for somebody who is in the workspace already, or has an open invitation.
 */
export const invite = defineVerb({ name: 'invite', right: 'admin', audit: 'noted', input: inviteInput, run });

async function run(ctx: Context, { email, role, days }: Parsed<typeof inviteInput>): Promise<NewInvitationLink> {
  const { token, sha256: tokenSha256 } = makeLinkToken('lbi');
  const made = await ctx.transaction(async (tx) => {
    const invitations = invitationsOf(tx);
    const { ctx: now, all } = await lockMembers(tx, 'admin');
    assertMay(now, rightOver(role));
    const member = all.find((candidate) => candidate.email === email);
    if (member !== undefined)
      throw refuse(`${member.name} is a member already, as ${roleWords[member.role].name}. Change the role instead.`);
    if ((await invitations.list()).some((invitation) => invitation.email === email))
      throw refuse('There is an invitation for this e-mail already. Make a new link for it below, or withdraw it.');
    const id = tx.ids.next('invitation');
    const createdAt = tx.clock.now();
    const expiresAt = new Date(createdAt.getTime() + days * dayMs);
    await invitations.create({ id, email, role, tokenSha256, createdById: tx.actor.id, createdAt, expiresAt });
    const after = `role: ${role}, good for: ${days} days`;
    await tx.audit.write({ verb: 'invite', thing: invitationThing({ id, email }), after });
    return { token, days, invitation: viewInvitation(await getInvitation(invitations, id), createdAt) };
  });
  return mailInvitation(ctx, made);
}

function refuse(sentence: string): InvalidInputError {
  return new InvalidInputError(sentence, { email: sentence });
}
