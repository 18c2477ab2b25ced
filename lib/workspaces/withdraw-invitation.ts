import type { Context } from '#lib/contracts/context.ts';
import { invitationIdInput } from '#lib/shared/contract/member-inputs.ts';
import { rightOver } from '#lib/shared/contract/rights.ts';
import { assertMay } from '#lib/verbs/assert-may.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';
import { lockMembers } from '#lib/verbs/lock-members.ts';
import { getInvitation, invitationGone, invitationThing, invitationsOf } from './internal.ts';

/**
 * Ends an open invitation and its link. Throws `ForbiddenError` for an owner's unless an owner asks, `NotFoundError`.
 */
export const withdrawInvitation = defineVerb({
  name: 'withdrawInvitation',
  right: 'admin',
  audit: 'noted',
  input: invitationIdInput,
  run,
});

async function run(ctx: Context, { invitationId }: Parsed<typeof invitationIdInput>): Promise<void> {
  await ctx.transaction(async (tx) => {
    const invitations = invitationsOf(tx);
    const { ctx: now } = await lockMembers(tx, 'admin');
    const { email, role } = await getInvitation(invitations, invitationId);
    assertMay(now, rightOver(role));
    if (!(await invitations.withdraw(invitationId, tx.clock.now()))) throw invitationGone();
    const thing = invitationThing({ id: invitationId, email });
    await tx.audit.write({ verb: 'withdrawInvitation', thing, before: `role: ${role}` });
  });
}
