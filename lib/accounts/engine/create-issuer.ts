import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { createAuthMiddleware, isAPIError } from 'better-auth/api';
import { betterAuth } from 'better-auth/minimal';
import { admin } from 'better-auth/plugins/admin';
import { type GenericOAuthConfig, genericOAuth } from 'better-auth/plugins/generic-oauth';
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
  /** What broke in what the library calls: it would only say that it got no answer. */
  failure: unknown;
  person: { readonly id: string; readonly email: string } | null;
}

type Visits = AsyncLocalStorage<Visit>;

const newVisit = (from: CalledFrom): Visit => ({ from, problem: null, failure: null, person: null });

/**
 * Sign-in by OpenID Connect. The library speaks the protocol, with state, nonce and PKCE, and makes the session; who
 * gets in, `admit` decides before (docs/decisions/039).
 */
export function createIssuer(options: AuthEngineOptions, issuer: IssuerOptions, admit: Admit): Issuer {
  const visits: Visits = new AsyncLocalStorage();
  const providerId = providerIdOf(issuer.issuer);
  // Made on first use: it asks the service for its description, and no other sign-in is to wait for that.
  let made: Auth | null = null;
  const visit = async <T>(state: Visit, work: (auth: Auth) => Promise<T>): Promise<T> => {
    made ??= createOidcAuth(options, issuer, visits, admit);
    const auth = made;
    try {
      return await visits.run(state, () => work(auth));
    } finally {
      // Asked for its description again the next time: it may be put right without a start of ours.
      if (state.problem === 'other_issuer') made = null;
    }
  };
  return {
    name: issuer.name,
    async start(next, asker) {
      const state = newVisit(asker);
      try {
        return await visit(state, (auth) => start(auth, providerId, next, asker));
      } catch (error) {
        if (state.problem === null) throw error;
        return { problem: state.problem };
      }
    },
    async finish(answer, asker) {
      const state = newVisit(asker);
      try {
        return await visit(state, (auth) => finish(auth, providerId, answer, asker, state));
      } catch (error) {
        if (state.problem === null) {
          options.log.error('sign-in with the OIDC issuer failed', {}, error);
          return refused('unreachable');
        }
        return refused(state.problem);
      }
    },
  };
}

/** Two services may give two people one subject, so which one it was is part of the name. */
function providerIdOf(issuer: string): string {
  return `oidc-${createHash('sha256').update(issuer).digest('hex').slice(0, 16)}`;
}

function currentVisit(visits: Visits): Visit {
  const visit = visits.getStore();
  if (visit === undefined) throw new Error('Nobody is on the way to the OIDC issuer or back.');
  return visit;
}

function refuse(visit: Visit, problem: IssuerProblem): Error {
  visit.problem = problem;
  return new Error(`Refused: ${problem}.`);
}

type Welcome = NonNullable<GenericOAuthConfig['accountSubject']>;

/** The library calls it once it has verified what the service says, and before it looks for an account. */
function welcome(visits: Visits, providerId: string, admit: Admit): Welcome {
  return async ({ tokens, profile }) => {
    const visit = currentVisit(visits);
    // Of an answer without one nothing is signed: the library has asked for the profile instead.
    if (tokens.idToken === undefined) throw refuse(visit, 'no_id_token');
    const identity = readIdentity(profile);
    if (typeof identity === 'string') throw refuse(visit, identity);
    const admission = await admit({ ...identity, providerId }, visit.from).catch((error: unknown) => {
      visit.failure = error;
      throw error;
    });
    if ('problem' in admission) throw refuse(visit, admission.problem);
    visit.person = { id: admission.personId, email: identity.email };
    return identity.subject;
  };
}

type Auth = ReturnType<typeof createOidcAuth>;

function createOidcAuth(options: AuthEngineOptions, issuer: IssuerOptions, visits: Visits, admit: Admit) {
  const providerId = providerIdOf(issuer.issuer);
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
            providerId,
            discoveryUrl: `${issuer.issuer.replace(/\/$/u, '')}/.well-known/openid-configuration`,
            clientId: issuer.clientId,
            clientSecret: issuer.clientSecret,
            scopes: ['openid', 'email', 'profile'],
            redirectURI: `${options.origins[0]}${issuerCallbackPath}`,
            requireIdTokenVerification: true,
            disableSignUp: true,
            mapProfileToUser: () => ({ image: undefined }),
            accountSubject: welcome(visits, providerId, admit),
          },
        ],
      }),
      compareIssuer(issuer.issuer, visits, options.log),
    ],
  });
}

/**
 * Refuses a description that names another issuer than the settings (OpenID Connect Discovery 1.0, 4.3), before a
 * browser is sent anywhere and before a code is handed to anybody: the library takes its word for it. After the
 * library's plugin, which asks for the description by then.
 */
function compareIssuer(expected: string, visits: Visits, log: AuthEngineOptions['log']) {
  const compare = createAuthMiddleware(({ context }) => {
    const other = context.socialProviders.find(({ issuer }) => issuer !== expected);
    if (other === undefined) return Promise.resolve();
    log.error('The OIDC service names itself otherwise than LANGBATCH_OIDC_ISSUER does.', {
      expected,
      named: other.issuer ?? null,
    });
    return Promise.reject(refuse(currentVisit(visits), 'other_issuer'));
  });
  return { id: 'compare-issuer', hooks: { before: [{ matcher: () => true, handler: compare }] } };
}

async function start(auth: Auth, provider: string, next: string, asker: Asker): ReturnType<Issuer['start']> {
  try {
    const { response, headers } = await auth.api.signInSocial({
      body: { provider, callbackURL: next, disableRedirect: true },
      headers: headersOf(asker),
      returnHeaders: true,
    });
    return response.url === undefined
      ? { problem: 'unreachable' }
      : { url: response.url, setCookies: readSetCookies(headers) };
  } catch (error) {
    if (isAPIError(error) && error.body?.code === 'PROVIDER_NOT_FOUND') return { problem: 'unreachable' };
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
  if (visit.failure !== null) throw new Error('Nobody could be admitted.', { cause: visit.failure });
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
