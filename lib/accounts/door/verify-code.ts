import type { DoorContext, PendingSignIn, SecondStepResult } from '#lib/contracts/accounts.ts';
import { AppError, ForbiddenError, InvalidInputError, WrongStateError } from '#lib/errors.ts';
import { isAppCode, verifyCodeInput } from '#lib/shared/contract/account-inputs.ts';
import { defineDoorVerb } from '#lib/verbs/define-door-verb.ts';
import { codeTries, countTries, giveBack, lanes } from '../limits.ts';
import { noteSignIn } from '../note-sign-in.ts';
import { hashRecoveryCode } from '../recovery-codes.ts';
import { stepOfCode } from '../totp.ts';

/**
 * Signs in whoever has entered the right password in this browser, by a code of the app or a recovery code; each counts
 * once. Throws `InvalidInputError` for a code that is wrong or used, `WrongStateError` when the password has to be
 * entered again, `ForbiddenError` for somebody who has been disabled since, `TooManyAttemptsError`.
 */
export const verifyCode = defineDoorVerb({
  name: 'verifyCode',
  audit: 'noted',
  input: verifyCodeInput,
  async run(ctx, { code }) {
    const { asker, engine, attempts, devices, doorAudit, clock } = ctx;
    const pending = await engine.findPending(asker.cookies);
    if (pending === null) throw passwordAgain('This sign-in has taken more than ten minutes, or has ended.');
    const ofPending = [{ lane: lanes.pending, of: [pending.id] }];
    await countTries(attempts, ofPending, clock.now()).catch((error: unknown) => {
      throw AppError.is(error) ? passwordAgain('There were too many wrong codes.') : error;
    });
    const tries = codeTries(pending.email, devices.find(asker.cookies, pending.email), asker.address);
    await countTries(attempts, tries, clock.now());
    const result = await showCode(ctx, pending, code);
    if (result.kind === 'refused') {
      await doorAudit.signInRefused(pending.email, asker);
      throw whyNot(result.reason);
    }
    await giveBack(attempts, tries);
    await noteSignIn(ctx, pending.personId, result.setCookies, 'verifyCode');
    return { value: null, setCookies: [...result.setCookies, devices.remember(pending.email)] };
  },
});

async function showCode(
  { asker, engine, secondFactors, clock }: DoorContext,
  { personId }: PendingSignIn,
  code: string,
): Promise<SecondStepResult | { readonly kind: 'refused'; readonly reason: 'used' }> {
  if (!isAppCode(code)) return engine.finishSignIn({ kind: 'recovery', recoveryHash: hashRecoveryCode(code) }, asker);
  const key = await secondFactors.findKey(personId);
  if (key === null) return { kind: 'refused', reason: 'ended' };
  const step = stepOfCode(key, code, clock.now());
  if (step === null) return { kind: 'refused', reason: 'wrong' };
  // Before the session is made: of two browsers that show one code at once, one gets in.
  if (!(await secondFactors.useStep(personId, step))) return { kind: 'refused', reason: 'used' };
  return engine.finishSignIn({ kind: 'app', code }, asker);
}

function whyNot(reason: 'wrong' | 'used' | 'ended' | 'disabled'): AppError {
  switch (reason) {
    case 'used':
      return wrongCode(
        'This code has been used already. Wait for the next one: the app shows it within half a minute.',
      );
    case 'wrong':
      return wrongCode(
        'This code is not right, or is a recovery code that was used. Enter the one that the app shows now.',
      );
    case 'ended':
      return passwordAgain('This sign-in has ended.');
    case 'disabled':
      return new ForbiddenError('This account has been disabled. Ask an admin of this LangBatch.');
  }
}

function wrongCode(sentence: string): InvalidInputError {
  return new InvalidInputError(sentence, { code: sentence });
}

function passwordAgain(why: string): WrongStateError {
  return new WrongStateError(`${why} Enter your e-mail and password again.`);
}
