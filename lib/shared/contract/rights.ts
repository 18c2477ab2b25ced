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

/** Others' batches are an admin's to delete. */
export function canRemoveBatch(role: Role, { isOwn }: { readonly isOwn: boolean }): boolean {
  return can(role, isOwn ? 'run' : 'admin');
}

/** What it takes to give somebody a role, or to take it from them: admins never touch owners. */
export function rightOver(role: Role): Right {
  return role === 'owner' ? 'own' : 'admin';
}

/** The one by which more may be done. */
export function greaterRole(one: Role, other: Role): Role {
  return roles.indexOf(one) > roles.indexOf(other) ? one : other;
}

/** The one by which less may be done. */
export function lesserRole(one: Role, other: Role): Role {
  return greaterRole(one, other) === one ? other : one;
}

/**
 * What a person may do whatever the workspace: with their own account, or, as site admin, with people and workspaces.
 */
export type PersonRight = 'self' | 'site_admin';

export function can(role: Role, right: Right): boolean {
  return rightsOfRole[role].includes(right);
}

/** What a token may be made for: to look, or to work with batches as well. */
export const tokenScopes = ['read', 'run'] as const;
export type TokenScope = (typeof tokenScopes)[number];

const roleOfScope: Readonly<Record<TokenScope, Role>> = { read: 'viewer', run: 'runner' };

/** As what a token acts: never as more than its scope says, nor than its maker is at this moment. */
export function roleOfToken(scope: TokenScope, makersRole: Role): Role {
  return lesserRole(roleOfScope[scope], makersRole);
}
