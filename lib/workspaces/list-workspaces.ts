import { definePersonVerb } from '#lib/verbs/define-person-verb.ts';
import { noInput } from '#lib/verbs/define-verb.ts';

/** All workspaces by name, with how large they are and nothing of what is in them. */
export const listWorkspaces = definePersonVerb({
  name: 'listWorkspaces',
  right: 'site_admin',
  audit: 'none',
  input: noInput,
  run: ({ workspaces }) => workspaces.listAll(),
});
