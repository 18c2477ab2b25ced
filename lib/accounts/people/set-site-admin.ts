import { WrongStateError } from '#lib/errors.ts';
import { setSiteAdminInput } from '#lib/shared/contract/account-inputs.ts';
import { definePersonVerb } from '#lib/verbs/define-person-verb.ts';

/**
 * Makes somebody a site admin, or no longer. Throws `WrongStateError` for the last site admin, and for somebody who is
 * disabled.
 */
export const setSiteAdmin = definePersonVerb({
  name: 'setSiteAdmin',
  right: 'site_admin',
  audit: 'noted',
  input: setSiteAdminInput,
  run: ({ people }, { personId, isSiteAdmin }) =>
    people.change(personId, ({ name, isLastSiteAdmin, disabledAt }) => {
      if (!isSiteAdmin && isLastSiteAdmin)
        throw new WrongStateError(`${name} is the last site admin. Make somebody else a site admin first.`);
      if (isSiteAdmin && disabledAt !== null)
        throw new WrongStateError(`${name} is disabled. Enable the account first.`);
      return { isSiteAdmin };
    }),
});
