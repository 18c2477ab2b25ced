/** What a member of a workspace may be, from the one who may do least to the one who may do all. */
export const roles = ['viewer', 'runner', 'admin', 'owner'] as const;
export type Role = (typeof roles)[number];

/**
 * `see` batches, requests, answers, causes, costs, and download · `run`: upload, create, start, retry,
 * cancel, rename, delete one's own · `admin`: delete any batch, connections, prices, budgets, members ·
 * `own`: make or take away owners, delete the workspace.
 */
export const rights = ['see', 'run', 'admin', 'own'] as const;
export type Right = (typeof rights)[number];

const rightsOfRole: Readonly<Record<Role, readonly Right[]>> = {
  viewer: ['see'],
  runner: ['see', 'run'],
  admin: ['see', 'run', 'admin'],
  owner: ['see', 'run', 'admin', 'own'],
};

export function can(role: Role, right: Right): boolean {
  return rightsOfRole[role].includes(right);
}
