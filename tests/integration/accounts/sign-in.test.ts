import { beforeEach, describe, expect, test } from 'vitest';
import { signIn } from '#lib/accounts/door/sign-in.ts';
import { signOut } from '#lib/accounts/door/sign-out.ts';
import type { SetCookie } from '#lib/contracts/asker.ts';
import type { Accounts } from '#lib/wiring/create-accounts.ts';
import {
  asker,
  cookieHeader,
  isSignedIn,
  openAccounts,
  owner,
  quickHashes,
  setUpOwner,
  whyRefused,
} from '#tests/support/accounts.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';

const database = usePrismaDatabase();
const { email, password } = owner;
let accounts: Accounts;
let ownersBrowser: string;

beforeEach(async () => {
  await database.prisma.person.deleteMany();
  await database.prisma.attemptLimit.deleteMany();
  accounts = await openAccounts(database);
  ownersBrowser = await setUpOwner(accounts);
});

async function signInWith(input: Record<string, unknown>, cookies = '', address: string | null = null) {
  return (await signIn(accounts.door(asker(cookies, address)), { email, password, ...input })).setCookies;
}

const isIn = (cookies: string): Promise<boolean> => isSignedIn(accounts, cookies);

function sessionOf(setCookies: readonly SetCookie[]): SetCookie {
  const found = setCookies.findLast(({ name }) => name.endsWith('.session_token'));
  if (found === undefined) throw new Error('No session was given.');
  return found;
}

test('e-mail and password let a person in, however the e-mail is written', async () => {
  expect(await isIn(cookieHeader(await signInWith({ email: ' INES@example.com' })))).toBe(true);
});

test.each([
  ['https://batches.example.org', '__Host-langbatch.session_token', true],
  ['http://10.0.0.5:3000', 'langbatch.session_token', false],
])('at %s the session is the cookie %s', async (origin, name, isSecure) => {
  accounts = await openAccounts(database, origin);
  expect(sessionOf(await signInWith({}))).toMatchObject({ name, isSecure, maxAgeSeconds: 30 * 86_400 });
});

test('an unknown e-mail is refused in the same words as a wrong password', async () => {
  const wrong = await whyRefused(signInWith({ password: 'not the password' }));
  expect(wrong).toMatch(/^invalid_input: E-mail and password do not match/);
  expect(await whyRefused(signInWith({ email: 'nobody@example.com' }))).toBe(wrong);
  for (const length of [128, 129, 1_000])
    expect(await whyRefused(signInWith({ password: 'x'.repeat(length) }))).toBe(wrong);
});

describe('lets nobody in', () => {
  test('a session that is forged, cut, or another cookie of ours', async () => {
    const { name, value } = sessionOf(await signInWith({}));
    const [token = '', signature = ''] = value.split('.');
    const device = ownersBrowser.match(/device=([^;]+)/)?.[1] ?? '';
    const bad = [token, `${token}.`, `${token}x.${signature}`, `${token}.${signature.slice(0, -4)}`, '.', '', device];
    for (const tried of bad) expect(await isIn(`${name}=${encodeURIComponent(tried)}`)).toBe(false);
    expect(await isIn(`${name}=%`)).toBe(false);
    expect(await isIn(`x${name}=${encodeURIComponent(value)}`)).toBe(false);
    expect(await isIn(`a=b; ${name}=${encodeURIComponent(value)}`)).toBe(true);
  });

  test('a session that was signed out, and one that the browser had before a new sign-in', async () => {
    const first = cookieHeader(await signInWith({}));
    const second = cookieHeader(await signInWith({}, first));
    expect([await isIn(first), await isIn(second)]).toEqual([false, true]);
    await signOut(accounts.door(asker(second)));
    expect(await isIn(second)).toBe(false);
    await signOut(accounts.door(asker('')));
  });

  test('a session that has run out or was not used for a week', async () => {
    const cookies = cookieHeader(await signInWith({}));
    await database.pool.query("update session set last_seen_at = now() - interval '7 days 1 second'");
    expect(await isIn(cookies)).toBe(false);
    await database.pool.query('update session set last_seen_at = now(), expires_at = now()');
    expect(await isIn(cookies)).toBe(false);
  });

  test('a password that is changed while the sign-in looks at it', async () => {
    const changed = await quickHashes.hash('eight purple bicycles');
    const verify: typeof quickHashes.verify = async (given) => {
      await database.prisma.credential.updateMany({ data: { password: changed } });
      return quickHashes.verify(given);
    };
    accounts = await openAccounts(database, undefined, undefined, { passwords: { ...quickHashes, verify } });
    expect(await whyRefused(signInWith({}))).toMatch(/^invalid_input: E-mail and password do not match/);
    expect(await database.prisma.session.count()).toBe(1);
    expect(await isIn(ownersBrowser)).toBe(true);
  });

  test('a disabled person, with a session from before or the right password', async () => {
    const cookies = cookieHeader(await signInWith({}));
    await database.prisma.person.updateMany({ data: { disabledAt: new Date(), banned: true } });
    expect(await isIn(cookies)).toBe(false);
    expect(await whyRefused(signInWith({}))).toMatch(/^forbidden: This account has been disabled/);
    expect(await whyRefused(signInWith({ password: 'not the password' }))).toMatch(/^invalid_input/);
  });
});

describe('many wrong tries', () => {
  async function tryWrongly(times: number, cookies: string, address: string | null = null): Promise<void> {
    for (let time = 0; time < times; time += 1)
      await whyRefused(signInWith({ password: 'not the password' }, cookies, address));
  }

  test('of strangers lock out strangers, but nobody whose browser has signed in before', async () => {
    await database.pool.query('delete from attempt_limit');
    await tryWrongly(50, '');
    expect(await whyRefused(signInWith({}))).toMatch(
      /^too_many_attempts: .* or use a browser in which you have signed/,
    );
    expect(await isIn(cookieHeader(await signInWith({}, ownersBrowser)))).toBe(true);
  });

  test('with a known browser lock out that browser alone', async () => {
    await tryWrongly(10, ownersBrowser);
    expect(await whyRefused(signInWith({}, ownersBrowser))).toMatch(/^too_many_attempts/);
    expect(await isIn(cookieHeader(await signInWith({})))).toBe(true);
  });

  test('from one address, or one IPv6 network, lock out that address for every account', async () => {
    for (let time = 0; time < 30; time += 1) {
      const address = `2001:db8:1:2::${time.toString(16)}`;
      await whyRefused(signInWith({ email: `nobody${time}@example.com` }, '', address));
    }
    expect(await whyRefused(signInWith({}, '', '2001:db8:1:2:ffff::1'))).toMatch(/^too_many_attempts/);
    expect(await isIn(cookieHeader(await signInWith({}, '', '2001:db8:1:3::1')))).toBe(true);
  });

  test('do not count what turned out right', async () => {
    for (let time = 0; time < 12; time += 1) ownersBrowser = cookieHeader(await signInWith({}, ownersBrowser));
    expect(await isIn(ownersBrowser)).toBe(true);
  });
});
