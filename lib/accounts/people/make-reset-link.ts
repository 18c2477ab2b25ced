import { WrongStateError } from '#lib/errors.ts';
import { passwordResetMail } from '#lib/notify/mails/password-reset-mail.ts';
import { makeResetLinkInput } from '#lib/shared/contract/account-inputs.ts';
import type { ResetLinkView } from '#lib/shared/contract/account-views.ts';
import { definePersonVerb } from '#lib/verbs/define-person-verb.ts';
import { makeResetLinkAt } from '../reset-link.ts';

/**
 * Makes a link by which somebody chooses a new password, once, within an hour, and mails it where that is
 * asked for. Links that were made before end. Throws `WrongStateError` for somebody who is disabled.
 */
export const makeResetLink = definePersonVerb({
  name: 'makeResetLink',
  right: 'site_admin',
  audit: 'noted',
  input: makeResetLinkInput,
  async run({ people, origin, clock, mailing, person: admin }, { personId, byMail }): Promise<ResetLinkView> {
    const { link, stored } = makeResetLinkAt(origin, clock.now());
    const isMailed = byMail && mailing !== null;
    let person = { name: '', email: '' };
    await people.change(personId, ({ name, email, disabledAt }) => {
      if (disabledAt !== null) throw new WrongStateError(`${name} is disabled. Enable the account first.`);
      person = { name, email };
      return { resetLink: stored };
    });
    const mail = isMailed ? await mailing.send(passwordResetMail({ origin, person, link, madeBy: admin.name })) : null;
    return { link, validUntil: stored.expiresAt.toISOString(), mail };
  },
});
