import type { Context } from '#lib/contracts/context.ts';
import { ForbiddenError } from '#lib/errors.ts';
import { type Right, can } from '#lib/shared/contract/rights.ts';

const whatItTakes: Readonly<Record<Right, string>> = {
  see: 'be a member of it',
  run: 'be a runner, an admin or an owner',
  admin: 'be an admin or an owner',
  own: 'be an owner',
};

/**
 * The one place that checks a right. Throws `ForbiddenError` when the role of the context's actor does not
 * include it.
 */
export function assertMay(
  { role, workspace, scope }: Pick<Context, 'role' | 'workspace' | 'scope'>,
  right: Right,
): void {
  if (can(role, right)) return;
  if (scope !== undefined) {
    const instead = right === 'run' ? 'Create one with scope run on the Account page.' : 'Sign in to do this.';
    throw new ForbiddenError(`This token has scope ${scope}. ${instead}`);
  }
  throw new ForbiddenError(
    `Your role in the workspace ${workspace.name} is ${role}. To do this you must ${whatItTakes[right]}. Ask an ${right === 'own' ? 'owner' : 'admin'} of the workspace.`,
  );
}
