import type { Context } from '#lib/contracts/context.ts';
import type { Tokens } from '#lib/contracts/tokens.ts';
import { NotFoundError } from '#lib/errors.ts';
import { can } from '#lib/shared/contract/rights.ts';

/** Throws `NotFoundError` where nobody signs in: there is nobody whose token it could be. */
export function tokensOf({ tokens }: Context): Tokens {
  if (tokens === undefined) throw new NotFoundError('There are no tokens here: the API is open to this machine alone.');
  return tokens;
}

/** Whose tokens the actor sees and revokes: one's own, or null for everybody's. */
export function whoseTokens({ role, actor }: Context): string | null {
  return can(role, 'admin') ? null : actor.id;
}
