import { ForbiddenError } from '#lib/errors.ts';
import { setUpInput } from '#lib/shared/contract/account-inputs.ts';
import { defineDoorVerb } from '#lib/verbs/define-door-verb.ts';
import { addressTry, countTries, giveBack, lanes } from '../limits.ts';
import { assertGoodPassword } from '../password-rules.ts';
import { hashLinkToken } from '../secret-link.ts';

/**
 * Makes the first owner by the link that the terminal printed, and signs them in. Throws `ForbiddenError` for a link
 * that is not good, `InvalidInputError`, `TooManyAttemptsError`.
 */
export const setUp = defineDoorVerb({
  name: 'setUp',
  audit: 'noted',
  input: setUpInput,
  async run(ctx, { token, name, email, password }) {
    const { asker, engine, people, attempts, devices } = ctx;
    const tries = addressTry(asker.address, lanes.links);
    await countTries(attempts, tries, ctx.clock.now());
    const tokenSha256 = hashLinkToken(token);
    // Before the costly hash: whoever has no link cannot make the server work.
    if (!(await people.findSetUpLink(tokenSha256))) throw await whyNot(people);
    assertGoodPassword(password, { name, email });
    const owner = { name, email, passwordHash: await engine.hash(password) };
    if ((await people.createFirstOwner(tokenSha256, owner, asker)) !== 'created') throw await whyNot(people);
    await giveBack(attempts, tries);
    const result = await engine.signIn({ email, password }, asker);
    const setCookies = result.kind === 'signed_in' ? [...result.setCookies, devices.remember(email)] : [];
    return { value: null, setCookies };
  },
});

async function whyNot(people: { hasOwner(): Promise<boolean> }): Promise<ForbiddenError> {
  return new ForbiddenError(
    (await people.hasOwner())
      ? 'LangBatch has been set up already. Sign in, or ask the owner to invite you.'
      : 'This link has ended, or is not one of this LangBatch. Start LangBatch again: it prints a new one.',
  );
}
