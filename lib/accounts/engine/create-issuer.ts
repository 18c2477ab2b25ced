import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { isAPIError } from 'better-auth/api';
import { betterAuth } from 'better-auth/minimal';
import { admin } from 'better-auth/plugins/admin';
import { genericOAuth } from 'better-auth/plugins/generic-oauth';
import type { Asker } from '#lib/contracts/asker.ts';
import type { CalledFrom } from '#lib/contracts/audit.ts';
import type { Admit, Issuer, IssuerAnswer, IssuerSignIn } from '#lib/contracts/issuer.ts';
import { issuerCallbackPath } from '#lib/shared/contract/issuer-callback.ts';
import type { IssuerProblem } from '#lib/shared/contract/issuer-problem.ts';
import { ownPath } from '#lib/shared/reading/own-path.ts';
import { type AuthEngineOptions, authOptions, headersOf, readSetCookies } from './create-auth.ts';
import { readIdentity } from './read-identity.ts';

export interface IssuerOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly name: string;
}

/** What is found out about somebody on the way through the library. */
interface Visit {
  readonly from: CalledFrom;
  problem: IssuerProblem | null;
  person: { readonly id: string; readonly email: string } | null;
}

/**
 * Sign-in by OpenID Connect. The library speaks the protocol, with state, nonce and PKCE, and makes the session; who
 * gets in, `admit` decides before (docs/decisions/039).
 */
export function createIssuer(options: AuthEngineOptions, issuer: IssuerOptions, admit: Admit): Issuer {
  const visits = new AsyncLocalStorage<Visit>();
  const providerId = providerIdOf(issuer.issuer);
  // Made on first use: it asks the service for its description, and no other sign-in is to wait for that.
  let made: Auth | null = null;
  const getAuth = (): Auth => (made ??= createOidcAuth(options, issuer, welcome(visits, providerId, admit)));
  return {
    name: issuer.name,
    start: (next, asker) => start(getAuth(), providerId, next, asker),
    async finish(answer, asker) {
      const visit: Visit = { from: asker, problem: null, person: null };
      try {
        return await visits.run(visit, () => finish(getAuth(), providerId, answer, asker, visit));
      } catch (error) {
        if (visit.problem === null) {
          options.log.error('sign-in with the OIDC issuer failed', {}, error);
          return refused('unreachable');
        }
        return refused(visit.problem);
      }
    },
  };
}

/** Two services may give two people one subject, so which one it was is part of the name. */
function providerIdOf(issuer: string): string {
  return `oidc-${createHash('sha256').update(issuer).digest('hex').slice(0, 16)}`;
}

type Welcome = (profile: Readonly<Record<string, unknown>>) => Promise<{ readonly name: string }>;

/** The library calls it once it has verified what the service says, and before it looks for an account. */
function welcome(visits: AsyncLocalStorage<Visit>, providerId: string, admit: Admit): Welcome {
  return async (profile) => {
    const identity = readIdentity(profile);
    const visit = visits.getStore();
    if (visit === undefined) throw new Error('Nobody is on the way back from the OIDC issuer.');
    const refuse = (problem: IssuerProblem): Error => {
      visit.problem = problem;
      return new Error(`Refused: ${problem}.`);
    };
    if (typeof identity === 'string') throw refuse(identity);
    const admission = await admit({ ...identity, providerId }, visit.from);
    if ('problem' in admission) throw refuse(admission.problem);
    visit.person = { id: admission.personId, email: identity.email };
    return { name: identity.name };
  };
}

type Auth = ReturnType<typeof createOidcAuth>;

function createOidcAuth(options: AuthEngineOptions, issuer: IssuerOptions, mapProfileToUser: Welcome) {
  return betterAuth({
    ...authOptions(options),
    account: {
      modelName: 'credential',
      fields: { userId: 'personId' },
      // Accounts are made and linked by ours. What the service hands out is never kept.
      accountLinking: { enabled: false },
      updateAccountOnSignIn: false,
    },
    onAPIError: { errorURL: '/sign-in' },
    plugins: [
      admin(),
      genericOAuth({
        config: [
          {
            providerId: providerIdOf(issuer.issuer),
            discoveryUrl: `${issuer.issuer.replace(/\/$/u, '')}/.well-known/openid-configuration`,
            clientId: issuer.clientId,
            clientSecret: issuer.clientSecret,
            scopes: ['openid', 'email', 'profile'],
            redirectURI: `${options.origins[0]}${issuerCallbackPath}`,
            requireIdTokenVerification: true,
            disableSignUp: true,
            mapProfileToUser: async (profile) => ({ ...(await mapProfileToUser(profile)), image: undefined }),
          },
        ],
      }),
    ],
  });
}

async function start(auth: Auth, provider: string, next: string, asker: Asker): ReturnType<Issuer['start']> {
  try {
    const { response, headers } = await auth.api.signInSocial({
      body: { provider, callbackURL: next, disableRedirect: true },
      headers: headersOf(asker),
      returnHeaders: true,
    });
    return response.url === undefined ? null : { url: response.url, setCookies: readSetCookies(headers) };
  } catch (error) {
    if (isAPIError(error) && error.body?.code === 'PROVIDER_NOT_FOUND') return null;
    throw error;
  }
}

async function finish(auth: Auth, id: string, query: IssuerAnswer, asker: Asker, visit: Visit): Promise<IssuerSignIn> {
  const { headers } = await auth.api.callbackOAuth({
    params: { id },
    query,
    headers: headersOf(asker),
    asResponse: true,
  });
  if (visit.problem !== null) return refused(visit.problem);
  const setCookies = readSetCookies(headers);
  const location = headers.get('location') ?? '';
  const hasSession = setCookies.some(({ name, maxAgeSeconds }) => name.endsWith('.session_token') && maxAgeSeconds > 0);
  if (hasSession && visit.person !== null) {
    const { id: personId, email } = visit.person;
    return { kind: 'signed_in', personId, email, next: ownPath(location), setCookies };
  }
  const error = new URL(location, 'https://ours.invalid').searchParams.get('error') ?? '';
  return refused(problems.get(error) ?? (query.error === undefined ? 'unreachable' : 'cancelled'));
}

/** By the library's codes (its `oauth2/errors.mjs` and `state.mjs`). */
const problems: ReadonlyMap<string, IssuerProblem> = new Map([
  ['state_mismatch', 'took_too_long'],
  ['state_not_found', 'took_too_long'],
  ['state_invalid', 'took_too_long'],
  ['invalid_callback_request', 'took_too_long'],
  ['no_code', 'took_too_long'],
  ['unable_to_get_user_info', 'not_verified'],
  ['issuer_mismatch', 'not_verified'],
  ['nonce_binding_missing', 'not_verified'],
  ['BANNED_USER', 'disabled'],
]);

function refused(problem: IssuerProblem): IssuerSignIn {
  return { kind: 'refused', problem };
}
