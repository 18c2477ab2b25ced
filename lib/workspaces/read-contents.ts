import { workspaceIdInput } from '#lib/shared/contract/workspace-inputs.ts';
import { definePersonVerb } from '#lib/verbs/define-person-verb.ts';
import { getOwnedWorkspace } from './get-owned-workspace.ts';

/** What is lost with a workspace, for an owner who may delete it. Throws as `deleteWorkspace` does. */
export const readContents = definePersonVerb({
  name: 'readContents',
  right: 'self',
  audit: 'none',
  input: workspaceIdInput,
  async run(ctx, { workspaceId }) {
    const { id } = await getOwnedWorkspace(ctx, workspaceId);
    return ctx.workspaces.contentsOf(id);
  },
});
