import { definePersonVerb } from '#lib/verbs/define-person-verb.ts';
import { noInput } from '#lib/verbs/define-verb.ts';

/** The workspaces that the person is in, by name. */
export const listMyWorkspaces = definePersonVerb({
  name: 'listMyWorkspaces',
  right: 'self',
  audit: 'none',
  input: noInput,
  run: ({ person, workspaces }) => workspaces.listOf(person.id),
});
