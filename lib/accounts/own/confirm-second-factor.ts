import { InvalidInputError, WrongStateError } from '#lib/errors.ts';
import { confirmSecondFactorInput } from '#lib/shared/contract/account-inputs.ts';
import type { RecoveryCodesView } from '#lib/shared/contract/account-views.ts';
import { definePersonVerb } from '#lib/verbs/define-person-verb.ts';
import { codeTries, countTries, giveBack } from '../limits.ts';
import { makeRecoveryCodes } from '../recovery-codes.ts';
import { stepOfCode } from '../totp.ts';

/**
 * Turns the second factor on by the first code of the app, ends all other sessions, and gives the recovery codes.
 * Throws `InvalidInputError` for a wrong code, `WrongStateError` when no key waits for one, `TooManyAttemptsError`.
 */
export const confirmSecondFactor = definePersonVerb({
  name: 'confirmSecondFactor',
  right: 'self',
  audit: 'noted',
  input: confirmSecondFactorInput,
  async run({ person, asker, secondFactor, attempts, devices, clock }, { code }): Promise<RecoveryCodesView> {
    const tries = codeTries(person.email, devices.find(asker.cookies, person.email), asker.address);
    await countTries(attempts, tries, clock.now());
    const key = await secondFactor.findBegun();
    if (key === null) throw startAgain();
    const step = stepOfCode(key, code, clock.now());
    if (step === null) {
      const sentence =
        'This is not the code of the app at this moment. Wait for the next one. If it stays wrong, check the time of your phone and of this LangBatch’s machine.';
      throw new InvalidInputError(sentence, { code: sentence });
    }
    const { shown, hashes } = makeRecoveryCodes();
    if (!(await secondFactor.confirm(key, step, hashes))) throw startAgain();
    await giveBack(attempts, tries);
    return { recoveryCodes: shown };
  },
});

function startAgain(): WrongStateError {
  return new WrongStateError(
    'This key is no longer the newest one, or your second factor is on already, maybe from another tab. Load the page again.',
  );
}
