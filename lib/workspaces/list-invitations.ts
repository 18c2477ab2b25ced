import type { Context } from '#lib/contracts/context.ts';
import type { InvitationView } from '#lib/shared/contract/member-views.ts';
import { defineVerb, noInput } from '#lib/verbs/define-verb.ts';
import { invitationsOf } from './internal.ts';
import { viewInvitation } from './view-invitation.ts';

/** Invitations that nobody has used yet, newest first, those too that have run out. */
export const listInvitations = defineVerb({
  name: 'listInvitations',
  right: 'admin',
  audit: 'none',
  input: noInput,
  run,
});

async function run(ctx: Context): Promise<readonly InvitationView[]> {
  const now = ctx.clock.now();
  return (await invitationsOf(ctx).list()).map((invitation) => viewInvitation(invitation, now));
}
