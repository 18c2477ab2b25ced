import type { Context } from '#lib/contracts/context.ts';
import { defineVerb, noInput } from '#lib/verbs/define-verb.ts';
import { assertNotLastOwner, getMember, membersOf } from './internal.ts';

/** Takes whoever asks out of the workspace; what they made stays in it. Throws `WrongStateError` for the last owner. */
export const leaveWorkspace = defineVerb({ name: 'leaveWorkspace', right: 'see', input: noInput, run });

async function run(ctx: Context): Promise<void> {
  await ctx.transaction(async (tx) => {
    const members = membersOf(tx);
    const all = await members.lock();
    const member = getMember(all, tx.actor.id);
    assertNotLastOwner(all, member, tx);
    await members.remove(member.personId);
  });
}
