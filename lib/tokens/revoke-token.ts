import type { Context } from '#lib/contracts/context.ts';
import { NotFoundError } from '#lib/errors.ts';
import { tokenIdInput } from '#lib/shared/contract/token-inputs.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';
import { tokensOf, whoseTokens } from './tokens-of.ts';

/**
 * Ends a token at once; admins of the workspace end anybody's. Throws `NotFoundError` for one that has been revoked,
 * and for one that is not theirs to see.
 */
export const revokeToken = defineVerb({ name: 'revokeToken', right: 'see', audit: 'noted', input: tokenIdInput, run });

async function run(ctx: Context, { tokenId }: Parsed<typeof tokenIdInput>): Promise<void> {
  const whose = whoseTokens(ctx);
  await ctx.transaction(async (tx) => {
    const token = await tokensOf(tx).revoke(tokenId, whose, tx.clock.now());
    if (token === null) throw new NotFoundError('There is no such token any more. Load the page again.');
    const before = `scope: ${token.scope}, of: ${token.personName}`;
    await tx.audit.write({ verb: 'revokeToken', thing: { kind: 'token', id: tokenId, name: token.name }, before });
  });
}
