import { createWorkspaceInput } from '#lib/shared/contract/workspace-inputs.ts';
import { definePersonVerb } from '#lib/verbs/define-person-verb.ts';

/** Makes a workspace, which the person owns. */
export const createWorkspace = definePersonVerb({
  name: 'createWorkspace',
  right: 'site_admin',
  audit: 'noted',
  input: createWorkspaceInput,
  run: ({ person, sessionId, workspaces }, { name }) => workspaces.create(name, { personId: person.id, sessionId }),
});
