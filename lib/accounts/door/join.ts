import { ForbiddenError } from '#lib/errors.ts';
import { joinInput } from '#lib/shared/contract/account-inputs.ts';
import { defineDoorVerb } from '#lib/verbs/define-door-verb.ts';
import { openInvitation, refuseEnded } from '../open-invitation.ts';
import { assertGoodPassword } from '../password-rules.ts';
import { hashLinkToken } from '../secret-link.ts';
import { findSignedIn } from '../signed-in.ts';

/**
 * Makes an account for whoever was invited, a member of the workspace, and signs them in. Throws `ForbiddenError` for a
 * link that is not good, for an e-mail that has an account, and in a browser in which somebody is signed in;
 * `InvalidInputError`, `TooManyAttemptsError`.
 */
export const join = defineDoorVerb({
  name: 'join',
  audit: 'noted',
  input: joinInput,
  async run(ctx, { token, name, password }) {
    const { asker, engine, invitations, devices, clock, ids } = ctx;
    // Before the costly hash: whoever has no link cannot make the server work.
    const { email, person } = await openInvitation(ctx, token);
    if ((await findSignedIn(ctx)) !== null)
      throw new ForbiddenError(`This invitation is for ${email}. Sign out first, then open it again.`);
    if (person !== null) throw hasAccount(email);
    assertGoodPassword(password, { name, email });
    const joiner = { id: ids.next('person'), name, passwordHash: await engine.hash(password), isNew: true } as const;
    const result = await invitations.join(hashLinkToken(token), joiner, clock.now(), asker);
    if (result === 'not_theirs') throw hasAccount(email);
    if (result === 'ended') await refuseEnded(ctx, token);
    const signedIn = await engine.signIn({ email, password }, asker);
    const setCookies = signedIn.kind === 'signed_in' ? [...signedIn.setCookies, devices.remember(email)] : [];
    return { value: null, setCookies };
  },
});

function hasAccount(email: string): ForbiddenError {
  return new ForbiddenError(`There is an account for ${email} already. Sign in with it, then open this link again.`);
}
