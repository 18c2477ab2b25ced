import type { Context } from '#lib/contracts/context.ts';
import { changeRoleInput } from '#lib/shared/contract/member-inputs.ts';
import { rightOver } from '#lib/shared/contract/rights.ts';
import { assertMay } from '#lib/verbs/assert-may.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';
import { lockMembers } from '#lib/verbs/lock-members.ts';
import { assertNotLastOwner, getMember, memberThing } from './internal.ts';

/**
 * Gives a member another role. Only owners make owners or take that away. Throws `ForbiddenError`, `ConflictError` when
 * somebody else has changed the member since, `WrongStateError` for the last owner.
 */
export const changeRole = defineVerb({
  name: 'changeRole',
  right: 'admin',
  audit: 'noted',
  input: changeRoleInput,
  run,
});

async function run(ctx: Context, { personId, role, version }: Parsed<typeof changeRoleInput>): Promise<void> {
  await ctx.transaction(async (tx) => {
    const { ctx: now, members, all } = await lockMembers(tx, 'admin');
    const member = getMember(all, personId, version);
    assertMay(now, rightOver(member.role));
    assertMay(now, rightOver(role));
    if (role === member.role) return;
    assertNotLastOwner(all, member, tx);
    // Before it, as somebody may be giving up their own role.
    await tx.audit.write({
      verb: 'changeRole',
      thing: memberThing(member),
      before: `role: ${member.role}`,
      after: `role: ${role}`,
    });
    await members.changeRole(personId, role);
  });
}
