import type { Context } from '#lib/contracts/context.ts';
import { removeMemberInput } from '#lib/shared/contract/member-inputs.ts';
import { rightOver } from '#lib/shared/contract/rights.ts';
import { assertMay } from '#lib/verbs/assert-may.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';
import { lockMembers } from '#lib/verbs/lock-members.ts';
import { assertNotLastOwner, getMember, memberThing } from './internal.ts';

/**
 * Takes a member out of the workspace; what they made stays in it. Throws `ForbiddenError` for an owner whom somebody
 * else than an owner removes, `ConflictError`, `WrongStateError` for the last owner.
 */
export const removeMember = defineVerb({
  name: 'removeMember',
  right: 'admin',
  audit: 'noted',
  input: removeMemberInput,
  run,
});

async function run(ctx: Context, { personId, version }: Parsed<typeof removeMemberInput>): Promise<void> {
  await ctx.transaction(async (tx) => {
    const { ctx: now, members, all } = await lockMembers(tx, 'admin');
    const member = getMember(all, personId, version);
    assertMay(now, rightOver(member.role));
    assertNotLastOwner(all, member, tx);
    // Before it, as somebody may be removing themselves.
    await tx.audit.write({ verb: 'removeMember', thing: memberThing(member), before: `role: ${member.role}` });
    await members.remove(personId);
  });
}
