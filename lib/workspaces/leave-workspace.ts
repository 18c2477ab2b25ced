import type { Context } from '#lib/contracts/context.ts';
import { defineVerb, noInput } from '#lib/verbs/define-verb.ts';
import { lockMembers } from '#lib/verbs/lock-members.ts';
import { assertNotLastOwner, getMember, memberThing } from './internal.ts';

/** Takes whoever asks out of the workspace; what they made stays in it. Throws `WrongStateError` for the last owner. */
export const leaveWorkspace = defineVerb({ name: 'leaveWorkspace', right: 'see', audit: 'noted', input: noInput, run });

async function run(ctx: Context): Promise<void> {
  await ctx.transaction(async (tx) => {
    const { members, all } = await lockMembers(tx, 'see');
    const member = getMember(all, tx.actor.id);
    assertNotLastOwner(all, member, tx);
    await tx.audit.write({ verb: 'leaveWorkspace', thing: memberThing(member), before: `role: ${member.role}` });
    await members.remove(member.personId);
  });
}
