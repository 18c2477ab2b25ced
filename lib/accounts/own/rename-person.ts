import { renamePersonInput } from '#lib/shared/contract/account-inputs.ts';
import { definePersonVerb } from '#lib/verbs/define-person-verb.ts';

/** Changes the own name, which is shown everywhere, also beside what was done before. */
export const renamePerson = definePersonVerb({
  name: 'renamePerson',
  right: 'self',
  audit: 'noted',
  input: renamePersonInput,
  run: ({ account }, { name }) => account.rename(name),
});
