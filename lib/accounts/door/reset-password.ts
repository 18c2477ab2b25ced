import { ForbiddenError } from '#lib/errors.ts';
import { resetPasswordInput } from '#lib/shared/contract/account-inputs.ts';
import { defineDoorVerb } from '#lib/verbs/define-door-verb.ts';
import { addressTry, countTries, giveBack, lanes } from '../limits.ts';
import { assertGoodPassword } from '../password-rules.ts';
import { hashLinkToken } from '../secret-link.ts';

/**
 * Chooses a new password by a link, ends all sessions of the person, and signs them in. Throws `ForbiddenError` for a
 * link that is not good, `InvalidInputError`, `TooManyAttemptsError`.
 */
export const resetPassword = defineDoorVerb({
  name: 'resetPassword',
  audit: 'noted',
  input: resetPasswordInput,
  async run(ctx, { token, password }) {
    const { asker, engine, resets, attempts, devices } = ctx;
    const tries = addressTry(asker.address, lanes.links);
    await countTries(attempts, tries, ctx.clock.now());
    const tokenSha256 = hashLinkToken(token);
    // Before the costly hash: whoever has no link cannot make the server work.
    const person = await resets.find(tokenSha256);
    if (person === null) throw notGood();
    assertGoodPassword(password, person);
    if (!(await resets.use(tokenSha256, await engine.hash(password), asker))) throw notGood();
    await giveBack(attempts, tries);
    const { email } = person;
    const result = await engine.signIn({ email, password }, asker);
    if (result.kind === 'refused') return { value: null, setCookies: [] };
    // As at the sign-in: whoever was signed in here before no longer is.
    const before = await engine.signOut(asker);
    return { value: null, setCookies: [...before.setCookies, ...result.setCookies, devices.remember(email)] };
  },
});

function notGood(): ForbiddenError {
  return new ForbiddenError(
    'This link has ended, was used already, or is not one of this LangBatch. Ask an admin for a new one.',
  );
}
