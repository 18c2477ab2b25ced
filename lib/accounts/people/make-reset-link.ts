import { WrongStateError } from '#lib/errors.ts';
import { personInput } from '#lib/shared/contract/account-inputs.ts';
import type { ResetLinkView } from '#lib/shared/contract/account-views.ts';
import { definePersonVerb } from '#lib/verbs/define-person-verb.ts';
import { makeResetLinkAt } from '../reset-link.ts';

/**
 * Makes a link by which somebody chooses a new password, once, within an hour. Links that were made before end. Throws
 * `WrongStateError` for somebody who is disabled.
 */
export const makeResetLink = definePersonVerb({
  name: 'makeResetLink',
  right: 'site_admin',
  audit: 'noted',
  input: personInput,
  async run({ people, origin, clock }, { personId }): Promise<ResetLinkView> {
    const { link, stored } = makeResetLinkAt(origin, clock.now());
    await people.change(personId, ({ name, disabledAt }) => {
      if (disabledAt !== null) throw new WrongStateError(`${name} is disabled. Enable the account first.`);
      return { resetLink: stored };
    });
    return { link, validUntil: stored.expiresAt.toISOString() };
  },
});
