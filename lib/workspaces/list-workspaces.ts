import { definePersonVerb } from '#lib/verbs/define-person-verb.ts';
import { noInput } from '#lib/verbs/define-verb.ts';
import { withSpace } from './with-space.ts';

/** All workspaces by name, with how large they are and nothing of what is in them. */
export const listWorkspaces = definePersonVerb({
  name: 'listWorkspaces',
  right: 'site_admin',
  audit: 'none',
  input: noInput,
  run: async ({ workspaces }) => withSpace(workspaces, await workspaces.listAll()),
});
