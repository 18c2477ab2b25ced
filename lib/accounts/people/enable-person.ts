import { personInput } from '#lib/shared/contract/account-inputs.ts';
import { definePersonVerb } from '#lib/verbs/define-person-verb.ts';

/** Lets somebody in again who was disabled: with the password and the roles that they had. */
export const enablePerson = definePersonVerb({
  name: 'enablePerson',
  right: 'site_admin',
  audit: 'noted',
  input: personInput,
  run: ({ people }, { personId }) => people.change(personId, () => ({ isDisabled: false })),
});
