import type { DoorContext } from '#lib/contracts/accounts.ts';
import type { Issuer } from '#lib/contracts/issuer.ts';
import { NotFoundError, WrongStateError } from '#lib/errors.ts';
import { startIssuerSignInInput } from '#lib/shared/contract/account-inputs.ts';
import { ownPath } from '#lib/shared/reading/own-path.ts';
import { issuerProblemText } from '#lib/shared/words/issuer-problem-texts.ts';
import { defineDoorVerb } from '#lib/verbs/define-door-verb.ts';
import { type Try, addressTry, countTries, lanes } from '../limits.ts';

/**
 * Gives the address of the OIDC issuer at which somebody signs in. Throws `NotFoundError` where there is none,
 * `WrongStateError` when it does not answer, or names itself otherwise than the settings do,
 * `TooManyAttemptsError`.
 */
export const startIssuerSignIn = defineDoorVerb({
  name: 'startIssuerSignIn',
  audit: 'none',
  input: startIssuerSignInInput,
  async run(ctx, { next }) {
    const issuer = getIssuer(ctx);
    await countTries(ctx.attempts, issuerTry(ctx), ctx.clock.now());
    const started = await issuer.start(ownPath(next), ctx.asker);
    if ('problem' in started) throw new WrongStateError(issuerProblemText(started.problem, issuer.name));
    return { value: started.url, setCookies: started.setCookies };
  },
});

export function getIssuer({ issuer }: Pick<DoorContext, 'issuer'>): Issuer {
  if (issuer === null) throw new NotFoundError('Here people sign in with e-mail and password alone.');
  return issuer;
}

/** Whoever comes back signed in has it given back: a whole office may have one address. */
export function issuerTry({ asker }: Pick<DoorContext, 'asker'>): readonly Try[] {
  return addressTry(asker.address, lanes.issuer);
}
