import { Events, OAuth2Server } from 'oauth2-mock-server';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { finishIssuerSignIn } from '#lib/accounts/door/finish-issuer-sign-in.ts';
import { readIssuerName } from '#lib/accounts/door/read-issuer-name.ts';
import { signIn as signInByPassword } from '#lib/accounts/door/sign-in.ts';
import { startIssuerSignIn } from '#lib/accounts/door/start-issuer-sign-in.ts';
import { getAccount } from '#lib/accounts/own/get-account.ts';
import type { OidcSettings } from '#lib/config/oidc-settings.ts';
import { findFreePort } from '#lib/net/free-port.ts';
import type { Accounts } from '#lib/wiring/create-accounts.ts';
import { invite } from '#lib/workspaces/invite.ts';
import {
  addPerson,
  addMember,
  addWorkspace,
  asker,
  cookieHeader,
  isSignedIn,
  memberContext,
  openAccounts,
  owner,
  personOf,
  setUpOwner,
  whyRefused,
} from '#tests/support/accounts.ts';
import { logInAt, oidcClient, startOidcServer } from '#tests/support/oidc-server.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';

const database = usePrismaDatabase();
const origin = 'https://batches.example.org';
const redirectUri = `${origin}/api/auth/callback/oidc`;
/** Of odd claims, and without pages: it sends every browser straight back. */
const odd = new OAuth2Server();
let claims: Record<string, unknown>;
let accounts: Accounts;

beforeAll(async () => {
  await odd.issuer.keys.generate('RS256');
  await odd.start(0, '127.0.0.1');
  odd.service.on(Events.BeforeTokenSigning, ({ payload }: { payload: Record<string, unknown> }) => {
    Object.assign(payload, claims);
  });
  odd.service.on(Events.BeforeUserinfo, (response: { body: unknown }) => {
    response.body = { sub: claims['sub'] };
  });
});

afterAll(() => odd.stop());

beforeEach(async () => {
  await database.prisma.person.deleteMany();
  await database.prisma.invitation.deleteMany();
  await database.prisma.verification.deleteMany();
  await database.prisma.attemptLimit.deleteMany();
  claims = { sub: 'noor-1', email: 'Noor@Example.com', email_verified: true, name: 'Noor' };
  await open();
  await setUpOwner(accounts);
});

async function open(changes: Partial<OidcSettings> = {}): Promise<void> {
  const ofClient = { ...oidcClient, domains: ['example.com'], role: 'viewer', name: 'Example ID' } as const;
  accounts = await openAccounts(database, origin, undefined, {
    oidc: { issuer: odd.issuer.url ?? '', ...ofClient, ...changes },
  });
}

/** To the issuer and back, up to the callback; gives its query and the browser's cookies. */
async function goThere(next = '/connections?x=1', cookies = '') {
  const { value, setCookies } = await startIssuerSignIn(accounts.door(asker(cookies)), { next });
  const { headers } = await fetch(value, { redirect: 'manual' });
  const back = new URL(headers.get('location') ?? '');
  expect(`${back.origin}${back.pathname}`).toBe(redirectUri);
  return { query: Object.fromEntries(back.searchParams), cookies: cookieHeader(setCookies) };
}

const finish = (query: Record<string, unknown>, cookies: string) =>
  finishIssuerSignIn(accounts.door(asker(cookies)), query);

async function signIn(next?: string) {
  const { query, cookies } = await goThere(next);
  const { value, setCookies } = await finish(query, cookies);
  return { path: value, cookies: cookieHeader(setCookies) };
}

const sessions = () => database.prisma.session.count();
const membersOf = (personId: string) =>
  database.prisma.member.findMany({
    where: { personId },
    select: { workspaceId: true, role: true },
    orderBy: { workspaceId: 'asc' },
  });
const me = async (cookies: string) => (await personOf(accounts, cookies)).person;

/** Where the browser goes on to, once it is clear that nobody got in. */
async function whereTo(tried = signIn()): Promise<string> {
  const before = await sessions();
  const { path, cookies } = await tried;
  expect([await isSignedIn(accounts, cookies), await sessions()]).toEqual([false, before]);
  return path;
}

const signInPage = (problem: string): string => `/sign-in?problem=${problem}`;

const otherIssuer = /^wrong_state: Example ID describes itself as another service .* LANGBATCH_OIDC_ISSUER /;

describe('a real issuer', () => {
  test('lets in a newcomer of a welcome domain, and then the same person', async () => {
    const server = await startOidcServer(redirectUri);
    onTestFinished(server.stop);
    await open({ issuer: server.issuer });
    const browse = async (login: string) => {
      const { value, setCookies } = await startIssuerSignIn(accounts.door(asker('')), { next: '/batches' });
      const back = await logInAt(value, login);
      const { value: path, setCookies: given } = await finish(
        Object.fromEntries(back.searchParams),
        cookieHeader(setCookies),
      );
      return { path, cookies: cookieHeader(given) };
    };
    const { path, cookies } = await browse('noor@example.com');
    expect(path).toBe('/batches');
    const person = await me(cookies);
    expect(person).toMatchObject({ name: 'noor', email: 'noor@example.com', isSiteAdmin: false });
    expect(await me((await browse('noor@example.com')).cookies)).toEqual(person);
    expect(await whereTo(browse('noor@example.net'))).toBe(signInPage('not_invited'));
    // One character more than what the service names itself: a slash, as in many an example.
    await open({ issuer: `${server.issuer}/` });
    expect(await whyRefused(startIssuerSignIn(accounts.door(asker('')), { next: '/batches' }))).toMatch(otherIssuer);
  });
});

describe('lets in', () => {
  test('a newcomer of a welcome domain as what the settings say, and keeps nothing that the issuer hands out', async () => {
    const { path, cookies } = await signIn();
    expect(path).toBe('/connections?x=1');
    const person = await me(cookies);
    expect(await membersOf(person.id)).toEqual([{ workspaceId: 'local', role: 'viewer' }]);
    await signIn();
    const { rows } = await database.pool.query("select * from credential where provider_id <> 'credential'");
    expect(rows).toEqual([
      expect.objectContaining({
        account_id: 'noor-1',
        access_token: null,
        refresh_token: null,
        id_token: null,
        scope: null,
        password: null,
      }),
    ]);
    expect(await database.prisma.person.findUnique({ where: { id: person.id } })).toMatchObject({ image: null });
    expect((await getAccount(await personOf(accounts, cookies))).secondFactor).toBe('no_password');
  });

  test('whoever is invited, as what the invitations say, whatever the domain', async () => {
    await addWorkspace(database, 'shop');
    await addMember(database, 'shop', 'you', 'owner');
    await open({ domains: [], role: null });
    const shop = { id: 'shop', name: 'Shop', slug: 'shop' };
    await invite(memberContext(database), { email: 'noor@example.com', role: 'runner', days: 7 });
    await invite(memberContext(database, {}, shop), { email: 'noor@example.com', role: 'admin', days: 7 });
    const { cookies } = await signIn();
    expect(await membersOf((await me(cookies)).id)).toEqual([
      { workspaceId: 'local', role: 'runner' },
      { workspaceId: 'shop', role: 'admin' },
    ]);
    expect(await database.prisma.invitation.count({ where: { acceptedAt: null } })).toBe(0);
    await database.prisma.workspace.delete({ where: { id: 'shop' } });
  });

  test('whoever has an account with that e-mail, who stays who they are, also when the e-mail changes there', async () => {
    await open({ domains: [], role: null });
    const id = await addPerson(database, 'Noor', 'runner');
    expect(await me((await signIn()).cookies)).toMatchObject({ id, name: 'Noor' });
    expect(await membersOf(id)).toEqual([{ workspaceId: 'local', role: 'runner' }]);
    claims = { ...claims, email: 'new@example.net' };
    expect(await me((await signIn()).cookies)).toMatchObject({ id, email: 'noor@example.com' });
  });

  test('one newcomer once, who comes back with two browsers at the same moment', async () => {
    const ways = [await goThere(), await goThere()];
    const answers = await Promise.all(ways.map(({ query, cookies }) => finish(query, cookies)));
    expect(answers.map(({ value }) => value)).toEqual(['/connections?x=1', '/connections?x=1']);
    expect(await database.prisma.person.count({ where: { email: 'noor@example.com' } })).toBe(1);
  });

  test('to a path of ours alone, and ends the session that the browser had', async () => {
    for (const bad of ['https://elsewhere.example', '//elsewhere.example', String.raw`/\elsewhere.example`])
      expect((await signIn(bad)).path).toBe('/batches');
    const { cookies: before } = await signIn();
    const { query, cookies } = await goThere('/batches', before);
    await finish(query, `${before}; ${cookies}`);
    expect(await isSignedIn(accounts, before)).toBe(false);
  });
});

const segments = (token = ''): readonly [string, string, string] => {
  const [header = '', payload = '', signature = ''] = token.split('.');
  return [header, payload, signature];
};
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const unsigned = (token?: string): string => [encode({ alg: 'none' }), segments(token)[1], ''].join('.');
const changed = (token?: string): string => {
  const [header, payload, signature] = segments(token);
  const said: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
  return [header, encode(Object.assign({}, said, { sub: 'ines-1', email: owner.email })), signature].join('.');
};

describe('lets nobody in', () => {
  test.each([
    ['no_email', { email: undefined }],
    ['no_email', { email: 'not an e-mail' }],
    ['unverified_email', { email_verified: false }],
    ['unverified_email', { email_verified: undefined }],
    ['not_invited', { email: 'noor@example.net' }],
    ['not_invited', { email: 'noor@sub.example.com' }],
    ['not_invited', { email: 'noor@notexample.com' }],
    ['not_verified', { aud: 'another client' }],
    ['not_verified', { nonce: 'of another sign-in' }],
    ['not_verified', { iss: 'https://elsewhere.example' }],
    ['not_verified', { exp: Math.floor(Date.now() / 1000) - 60 }],
  ])('%s: %j', async (problem, changes) => {
    claims = { ...claims, ...changes };
    expect(await whereTo()).toBe(signInPage(problem));
    expect(await database.prisma.person.count()).toBe(1);
  });

  test.each<[string, string, (signed: { id_token?: string }) => void]>([
    ['without an ID token, whatever the profile says', 'no_id_token', (signed) => delete signed.id_token],
    ['with an ID token that nobody signed', 'not_verified', (signed) => (signed.id_token = unsigned(signed.id_token))],
    ['with an ID token that was changed', 'not_verified', (signed) => (signed.id_token = changed(signed.id_token))],
  ])('%s', async (_name, problem, change) => {
    odd.service.once(Events.BeforeResponse, ({ body }: { body: { id_token?: string } }) => change(body));
    odd.service.once(Events.BeforeUserinfo, (response: { body: unknown }) => {
      response.body = claims;
    });
    expect(await whereTo()).toBe(signInPage(problem));
    expect(await database.prisma.person.count()).toBe(1);
  });

  test('once the service names itself as another, also on the way back, and without handing it the code', async () => {
    const { query, cookies } = await goThere();
    const issuer = odd.issuer.url ?? '';
    onTestFinished(() => {
      odd.issuer.url = issuer;
      odd.service.removeListener(Events.BeforeResponse, countTokens);
    });
    let tokens = 0;
    const countTokens = () => (tokens += 1);
    odd.service.on(Events.BeforeResponse, countTokens);
    await open({ issuer });
    odd.issuer.url = issuer.replace('localhost', '127.0.0.1');
    const { value } = await finish(query, cookies);
    expect([value, tokens]).toEqual([signInPage('other_issuer'), 0]);
    expect(await whyRefused(startIssuerSignIn(accounts.door(asker('')), { next: '/batches' }))).toMatch(otherIssuer);
    odd.issuer.url = issuer;
    expect((await signIn()).path).toBe('/connections?x=1');
  });

  test('who is disabled, linked or not, or whose invitation has run out or was withdrawn', async () => {
    await signIn();
    const noor = { email: 'noor@example.com' };
    await database.prisma.person.updateMany({ where: noor, data: { disabledAt: new Date(), banned: true } });
    expect(await whereTo()).toBe(signInPage('disabled'));
    await database.prisma.credential.deleteMany({ where: { providerId: { not: 'credential' } } });
    expect(await whereTo()).toBe(signInPage('disabled'));
    await database.prisma.person.deleteMany({ where: noor });
    await open({ role: null });
    await invite(memberContext(database), { email: 'noor@example.com', role: 'runner', days: 7 });
    await database.pool.query("update invitation set expires_at = now() - interval '1 second'");
    expect(await whereTo()).toBe(signInPage('not_invited'));
  });

  test('who has got the e-mail of somebody else', async () => {
    await signIn();
    claims = { ...claims, sub: 'noor-2' };
    expect(await whereTo()).toBe(signInPage('other_identity'));
  });

  test('by the identity of another issuer, which may give two people one name', async () => {
    await signIn();
    await database.pool.query("update credential set provider_id = 'oidc-of-another' where provider_id like 'oidc-%'");
    claims = { ...claims, email: 'other@example.net' };
    expect(await whereTo()).toBe(signInPage('not_invited'));
  });

  test('with an answer that was used, is late, of another browser, forged, or says that it was cancelled', async () => {
    const again = await goThere();
    await finish(again.query, again.cookies);
    const late = await goThere();
    const other = await goThere();
    const tries: [Record<string, unknown>, string][] = [
      [again.query, again.cookies],
      [other.query, ''],
      [other.query, late.cookies],
      [{ ...other.query, state: 'x'.repeat(32) }, other.cookies],
      [{ ...other.query, state: ['a', 'b'] }, other.cookies],
      [{ ...other.query, state: 'x'.repeat(5_000) }, other.cookies],
      [{}, ''],
    ];
    const back = async (query: Record<string, unknown>, cookies: string) => {
      const { value, setCookies } = await finish(query, cookies);
      return { path: value, cookies: cookieHeader(setCookies) };
    };
    for (const [query, cookies] of tries) expect(await whereTo(back(query, cookies))).toBe(signInPage('took_too_long'));
    const cancelled = await goThere();
    const refusal = { state: cancelled.query['state'], error: 'access_denied' };
    expect(await whereTo(back(refusal, cancelled.cookies))).toBe(signInPage('cancelled'));
    const { query, cookies } = await goThere();
    expect(await whereTo(back({ ...query, code: 'x' }, cookies))).toBe(signInPage('unreachable'));
  });

  test('while the issuer is down, and lets in once it is up, without a start', async () => {
    const port = await findFreePort('127.0.0.1');
    const issuer = `http://127.0.0.1:${port}`;
    await open({ issuer });
    expect(await whyRefused(startIssuerSignIn(accounts.door(asker('')), { next: '/batches' }))).toMatch(
      /^wrong_state: Example ID does not answer as it should\. Try again in a minute\./,
    );
    const late = new OAuth2Server();
    await late.issuer.keys.generate('RS256');
    late.issuer.url = issuer;
    await late.start(port, '127.0.0.1');
    onTestFinished(() => late.stop());
    late.service.on(Events.BeforeTokenSigning, ({ payload }: { payload: Record<string, unknown> }) => {
      Object.assign(payload, claims);
    });
    expect((await signIn()).path).toBe('/connections?x=1');
  });
});

test('from one address, or one IPv6 network, 30 go to the issuer in ten minutes, not counting who came in', async () => {
  const door = (address: string, cookies = '') => accounts.door(asker(cookies, address));
  const start = (address: string) => startIssuerSignIn(door(address), { next: '/batches' });
  const { query, cookies } = await goThere();
  for (let time = 0; time < 30; time += 1) await start(`2001:db8:1:2::${time.toString(16)}`);
  const back = () => finishIssuerSignIn(door('2001:db8:1:2::1', cookies), query);
  const paths = [(await back()).value, (await back()).value];
  expect(paths).toEqual(['/connections?x=1', signInPage('took_too_long')]);
  await start('2001:db8:1:2::1');
  expect(await whyRefused(start('2001:db8:1:2:ffff::1'))).toMatch(/^too_many_attempts: There were too many tries\./);
  await start('2001:db8:1:3::1');
  const { email, password } = owner;
  expect((await signInByPassword(door('2001:db8:1:2::1'), { email, password })).value).toBe('in');
});

test('without an issuer there is neither a button nor a way', async () => {
  accounts = await openAccounts(database);
  expect((await readIssuerName(accounts.door(asker('')))).value).toBeNull();
  expect(await whyRefused(startIssuerSignIn(accounts.door(asker('')), { next: '/' }))).toMatch(/^not_found/);
  expect(await whyRefused(finish({}, ''))).toMatch(/^not_found/);
});
