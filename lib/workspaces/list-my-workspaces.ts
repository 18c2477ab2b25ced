import { definePersonVerb } from '#lib/verbs/define-person-verb.ts';
import { noInput } from '#lib/verbs/define-verb.ts';
import { withSpace } from './with-space.ts';

/** The workspaces that the person is in, by name, with what they have stored. */
export const listMyWorkspaces = definePersonVerb({
  name: 'listMyWorkspaces',
  right: 'self',
  audit: 'none',
  input: noInput,
  run: async ({ person, workspaces }) => withSpace(workspaces, await workspaces.listOf(person.id)),
});
