import type { DoorContext } from '#lib/contracts/accounts.ts';
import type { Mail, Mailing } from '#lib/contracts/mail.ts';
import { TooManyAttemptsError, WrongStateError } from '#lib/errors.ts';
import { noPasswordMail } from '#lib/notify/mails/no-password-mail.ts';
import { passwordResetMail } from '#lib/notify/mails/password-reset-mail.ts';
import { requestPasswordResetInput } from '#lib/shared/contract/account-inputs.ts';
import { defineDoorVerb } from '#lib/verbs/define-door-verb.ts';
import { addressTry, countTries, lanes, resetTries } from '../limits.ts';
import { makeResetLinkAt } from '../reset-link.ts';

/**
 * Mails a link for a new password to whoever has this e-mail. Answers alike, and as soon, whether somebody has or not:
 * what depends on that is done after the answer. Throws `TooManyAttemptsError` for an address that asks again and again,
 * `WrongStateError` where no mail is sent.
 */
export const requestPasswordReset = defineDoorVerb({
  name: 'requestPasswordReset',
  audit: 'noted',
  input: requestPasswordResetInput,
  async run(ctx, { email }) {
    const { asker, attempts, mailing, clock } = ctx;
    if (mailing === null)
      throw new WrongStateError('This LangBatch sends no mail. Ask a site admin for a link for a new password.');
    await countTries(attempts, addressTry(asker.address, lanes.resets), clock.now());
    mailing.later(() => makeMail(ctx, mailing, email));
    return { value: null, setCookies: [] };
  },
});

async function makeMail(ctx: DoorContext, mailing: Mailing, email: string): Promise<Mail | null> {
  if (!(await isFree(ctx, email))) return null;
  const { link, stored } = makeResetLinkAt(mailing.origin, ctx.clock.now());
  const person = await ctx.resets.addByMail(email, stored, ctx.asker);
  if (person === null) return null;
  const { origin } = mailing;
  return person.hasLink
    ? passwordResetMail({ origin, person, link, madeBy: null })
    : noPasswordMail({ origin, person, issuer: ctx.issuer?.name ?? null });
}

/** Whether the account has had fewer mails lately than are too many. Counted alike for one that is not there. */
async function isFree({ attempts, devices, asker, clock }: DoorContext, email: string): Promise<boolean> {
  try {
    await countTries(attempts, resetTries(email, devices.find(asker.cookies, email)), clock.now());
    return true;
  } catch (error) {
    if (error instanceof TooManyAttemptsError) return false;
    throw error;
  }
}
