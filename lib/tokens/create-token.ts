import { dayMs, makeLinkToken } from '#lib/accounts/secret-link.ts';
import type { Context } from '#lib/contracts/context.ts';
import { createTokenInput } from '#lib/shared/contract/token-inputs.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';
import { lockMembers } from '#lib/verbs/lock-members.ts';
import { tokensOf } from './tokens-of.ts';

export interface CreatedToken {
  readonly id: string;
  /** What a program sends. Only its hash is kept, so this is the one time that it is seen. */
  readonly token: string;
}

/**
 * Makes a token by which a program of the actor calls the API in this workspace. Throws `ForbiddenError` for a scope
 * that the actor's own role does not include.
 */
export const createToken = defineVerb({
  name: 'createToken',
  right: 'see',
  audit: 'noted',
  input: createTokenInput,
  run,
});

async function run(ctx: Context, { name, scope, days }: Parsed<typeof createTokenInput>): Promise<CreatedToken> {
  const { token, sha256 } = makeLinkToken('lb');
  const id = ctx.ids.next('token');
  const createdAt = ctx.clock.now();
  const expiresAt = days === null ? null : new Date(createdAt.getTime() + days * dayMs);
  const last4 = token.slice(-4);
  const personId = ctx.actor.id;
  await ctx.transaction(async (tx) => {
    const tokens = tokensOf(tx);
    await lockMembers(tx, scope === 'run' ? 'run' : 'see');
    await tokens.create({ id, name, scope, last4, personId, createdAt, expiresAt, secretSha256: sha256 });
    const after = `scope: ${scope}, good until: ${expiresAt?.toISOString() ?? 'revoked'}`;
    await tx.audit.write({ verb: 'createToken', thing: { kind: 'token', id, name }, after });
  });
  return { id, token };
}
