import type { Context } from '#lib/contracts/context.ts';
import type { MemberList } from '#lib/shared/contract/member-views.ts';
import { can } from '#lib/shared/contract/rights.ts';
import { defineVerb, noInput } from '#lib/verbs/define-verb.ts';
import { membersOf } from '#lib/verbs/lock-members.ts';
import { isLastOwner } from './internal.ts';

/**
 * Who is in the workspace, by name. E-mail addresses, when somebody was seen, and how much they started are for admins
 * alone.
 */
export const listMembers = defineVerb({ name: 'listMembers', right: 'see', audit: 'none', input: noInput, run });

async function run(ctx: Context): Promise<MemberList> {
  const store = membersOf(ctx);
  const members = await store.list();
  const seesMore = can(ctx.role, 'admin');
  const started = seesMore ? await store.countStarted() : null;
  return {
    workspaceName: ctx.workspace.name,
    role: ctx.role,
    members: members.map((member) => ({
      personId: member.personId,
      name: member.name,
      role: member.role,
      version: member.version,
      isYou: member.personId === ctx.actor.id,
      isLastOwner: isLastOwner(members, member),
      isDisabled: member.isDisabled,
      email: seesMore ? member.email : null,
      lastSeenAt: seesMore ? (member.lastUsedAt?.toISOString() ?? null) : null,
      startedBatches: started === null ? null : (started.get(member.personId) ?? 0),
    })),
  };
}
