import { dayMs, makeLinkToken } from '#lib/accounts/secret-link.ts';
import type { Context } from '#lib/contracts/context.ts';
import { invitationIdInput } from '#lib/shared/contract/member-inputs.ts';
import type { NewInvitationLink } from '#lib/shared/contract/member-views.ts';
import { rightOver } from '#lib/shared/contract/rights.ts';
import { assertMay } from '#lib/verbs/assert-may.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';
import { lockMembers } from '#lib/verbs/lock-members.ts';
import { getInvitation, invitationGone, invitationThing, invitationsOf } from './internal.ts';
import { mailInvitation } from './mail-invitation.ts';
import { viewInvitation } from './view-invitation.ts';

/**
 * Makes a new link for an open invitation, good from now for as long as the one before it, which ends, and mails it
 * where mail is sent. Throws `ForbiddenError` for an owner's unless an owner asks, `NotFoundError`.
 */
export const renewInvitation = defineVerb({
  name: 'renewInvitation',
  right: 'admin',
  audit: 'noted',
  input: invitationIdInput,
  run,
});

async function run(ctx: Context, { invitationId }: Parsed<typeof invitationIdInput>): Promise<NewInvitationLink> {
  const { token, sha256: tokenSha256 } = makeLinkToken('lbi');
  const made = await ctx.transaction(async (tx) => {
    const invitations = invitationsOf(tx);
    const { ctx: locked } = await lockMembers(tx, 'admin');
    const { email, role, createdAt, expiresAt } = await getInvitation(invitations, invitationId);
    assertMay(locked, rightOver(role));
    const now = tx.clock.now();
    const validMs = expiresAt.getTime() - createdAt.getTime();
    const isRenewed = await invitations.renew(invitationId, {
      tokenSha256,
      createdById: tx.actor.id,
      createdAt: now,
      expiresAt: new Date(now.getTime() + validMs),
    });
    if (!isRenewed) throw invitationGone();
    const thing = invitationThing({ id: invitationId, email });
    await tx.audit.write({ verb: 'renewInvitation', thing, after: `role: ${role}` });
    const invitation = viewInvitation(await getInvitation(invitations, invitationId), now);
    return { token, days: Math.round(validMs / dayMs), invitation };
  });
  return mailInvitation(ctx, made);
}
