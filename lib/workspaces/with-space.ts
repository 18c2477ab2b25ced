import type { Space, Workspaces } from '#lib/contracts/workspaces.ts';

/** Each of these workspaces with what it has stored. */
export async function withSpace<T extends { readonly id: string }>(
  workspaces: Workspaces,
  listed: readonly T[],
): Promise<readonly (T & { readonly space: Space })[]> {
  const spaceOf = await workspaces.spaceOf(listed.map(({ id }) => id));
  return listed.map((workspace) => ({ ...workspace, space: spaceOf(workspace.id) }));
}
