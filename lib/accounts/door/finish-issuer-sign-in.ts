import { issuerAnswerInput } from '#lib/shared/contract/account-inputs.ts';
import { issuerProblemParam } from '#lib/shared/contract/issuer-problem.ts';
import { defineDoorVerb } from '#lib/verbs/define-door-verb.ts';
import { giveBack } from '../limits.ts';
import { noteSignIn } from '../note-sign-in.ts';
import { getIssuer, issuerTry } from './start-issuer-sign-in.ts';

/**
 * Signs in whoever comes back from the OIDC issuer, and gives the path to go on to: where they wanted to go, or the
 * sign-in page, which says why not. Throws `NotFoundError` where there is no issuer.
 */
export const finishIssuerSignIn = defineDoorVerb({
  name: 'finishIssuerSignIn',
  audit: 'noted',
  input: issuerAnswerInput,
  async run(ctx, answer) {
    const { asker, attempts, engine, devices } = ctx;
    const result = await getIssuer(ctx).finish(answer, asker);
    if (result.kind === 'refused') return { value: `/sign-in?${issuerProblemParam}=${result.problem}`, setCookies: [] };
    await giveBack(attempts, issuerTry(ctx));
    await noteSignIn(ctx, result.personId, result.setCookies, 'finishIssuerSignIn');
    // As at the sign-in by password: whoever was signed in here before no longer is.
    const before = await engine.signOut(asker);
    return {
      value: result.next,
      setCookies: [...before.setCookies, ...result.setCookies, devices.remember(result.email)],
    };
  },
});
