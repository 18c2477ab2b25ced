import type { Context } from '#lib/contracts/context.ts';
import { can, tokenScopes } from '#lib/shared/contract/rights.ts';
import type { TokenListView } from '#lib/shared/contract/token-view.ts';
import { defineVerb, noInput } from '#lib/verbs/define-verb.ts';
import { tokensOf, whoseTokens } from './tokens-of.ts';

/** The tokens of the actor in this workspace, newest first; those of everybody for its admins. */
export const listTokens = defineVerb({ name: 'listTokens', right: 'see', audit: 'none', input: noInput, run });

async function run(ctx: Context): Promise<TokenListView> {
  const now = ctx.clock.now();
  const tokens = await tokensOf(ctx).list(whoseTokens(ctx));
  const views = tokens.map(({ id, name, scope, last4, personId, personName, createdAt, expiresAt, lastUsedAt }) => ({
    id,
    name,
    scope,
    last4,
    owner: personId === ctx.actor.id ? null : personName,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    hasEnded: expiresAt !== null && expiresAt <= now,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  }));
  const scopes = tokenScopes.filter((scope) => scope === 'read' || can(ctx.role, 'run'));
  return { workspace: ctx.workspace.name, scopes, tokens: views };
}
