import { beforeEach, describe, expect, test } from 'vitest';
import { resetPassword } from '#lib/accounts/door/reset-password.ts';
import { signIn } from '#lib/accounts/door/sign-in.ts';
import { verifyCode } from '#lib/accounts/door/verify-code.ts';
import { beginSecondFactor } from '#lib/accounts/own/begin-second-factor.ts';
import { confirmSecondFactor } from '#lib/accounts/own/confirm-second-factor.ts';
import { endSecondFactor } from '#lib/accounts/own/end-second-factor.ts';
import { getAccount } from '#lib/accounts/own/get-account.ts';
import { renewRecoveryCodes } from '#lib/accounts/own/renew-recovery-codes.ts';
import { makeResetLink } from '#lib/accounts/people/make-reset-link.ts';
import { createSecretBox } from '#lib/secrets/secret-box.ts';
import { rotateSecrets } from '#lib/storage/prisma/rotate-secrets.ts';
import type { Accounts } from '#lib/wiring/create-accounts.ts';
import {
  accountsSecret,
  asker,
  cookieHeader,
  isSignedIn,
  openAccounts,
  owner,
  personOf,
  setUpOwner,
  signInOwner,
  whyRefused,
} from '#tests/support/accounts.ts';
import { atOnce } from '#tests/support/at-once.ts';
import { codeOfApp } from '#tests/support/authenticator-app.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';

const database = usePrismaDatabase();
const { email, password } = owner;
let accounts: Accounts;
let here: string;

beforeEach(async () => {
  await database.prisma.person.deleteMany();
  await database.prisma.attemptLimit.deleteMany();
  await database.prisma.verification.deleteMany();
  accounts = await openAccounts(database);
  here = await setUpOwner(accounts);
});

const me = () => personOf(accounts, here);

/** Turns it on; gives the app's key, and the codes that are shown once. */
async function turnOn() {
  const { key } = await beginSecondFactor(await me(), { password });
  const { recoveryCodes } = await confirmSecondFactor(await me(), { code: codeOfApp(key) });
  // As if its first code was of an hour ago: one that the app shows now has not been used yet.
  await database.prisma.secondfactor.updateMany({ data: { lastStep: { decrement: 120 } } });
  return { key, recoveryCodes };
}

/** The right password in a browser; gives its cookies. */
async function enterPassword(cookies = ''): Promise<string> {
  const { value, setCookies } = await signIn(accounts.door(asker(cookies)), { email, password });
  expect(value).toBe('code');
  return cookieHeader(setCookies);
}

async function enterCode(cookies: string, code: string): Promise<string> {
  return cookieHeader((await verifyCode(accounts.door(asker(cookies)), { code })).setCookies);
}

const isIn = (cookies: string): Promise<boolean> => isSignedIn(accounts, cookies);
const sessions = () => database.prisma.session.count();

describe('the sign-in', () => {
  test('makes a session only after the code, in the same browser', async () => {
    const { key } = await turnOn();
    const before = await sessions();
    const pending = await enterPassword();
    expect([await sessions(), await isIn(pending)]).toEqual([before, false]);
    const signedIn = await enterCode(pending, codeOfApp(key));
    expect([await sessions(), await isIn(signedIn)]).toEqual([before + 1, true]);
    expect(signedIn).toContain('__Host-langbatch.device=');
    // The cookie of the step is good for one session.
    await database.prisma.secondfactor.updateMany({ data: { lastStep: null } });
    expect(await whyRefused(enterCode(pending, codeOfApp(key)))).toMatch(/^wrong_state: This sign-in has taken/);
  });

  test('accepts a code once, also of two browsers that show it at the same moment', async () => {
    const { key } = await turnOn();
    const [one, other] = [await enterPassword(), await enterPassword()];
    const code = codeOfApp(key);
    const works = [one, other].map((cookies) => () => enterCode(cookies, code));
    const tried = await atOnce(database.pool, 'lock table second_factor in share row exclusive mode', works);
    expect(tried.toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await whyRefused(enterCode(await enterPassword(), code))).toMatch(
      /^invalid_input: This code has been used already\. Wait for the next one/,
    );
  });

  test('leaves a row in the audit log for a code that was used, as for a wrong one', async () => {
    const { key } = await turnOn();
    const code = codeOfApp(key);
    await enterCode(await enterPassword(), code);
    const [later, refused] = [await enterPassword(), { verb: 'signInRefused' }];
    for (const tried of [code, '000000']) {
      // One row a minute is written.
      await database.prisma.attemptLimit.deleteMany();
      const before = await database.prisma.auditEvent.count({ where: refused });
      await whyRefused(enterCode(later, tried));
      expect(await database.prisma.auditEvent.count({ where: refused })).toBe(before + 1);
    }
  });

  test('does not accept the code by which the second factor was turned on', async () => {
    const { key } = await beginSecondFactor(await me(), { password });
    const code = codeOfApp(key);
    await confirmSecondFactor(await me(), { code });
    expect(await whyRefused(enterCode(await enterPassword(), code))).toMatch(/This code has been used already/);
  });

  test('accepts each recovery code once, however it is typed', async () => {
    const { recoveryCodes } = await turnOn();
    const [first = '', second = ''] = recoveryCodes;
    expect(await isIn(await enterCode(await enterPassword(), ` ${first.toUpperCase()} `))).toBe(true);
    expect(await whyRefused(enterCode(await enterPassword(), first))).toMatch(
      /^invalid_input: This code is not right, or is a recovery code that was used/,
    );
    const browsers = [await enterPassword(), await enterPassword()];
    const works = browsers.map((cookies) => () => enterCode(cookies, second));
    const tried = await atOnce(database.pool, 'lock table second_factor in share row exclusive mode', works);
    expect(tried.toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  test('asks for the password again after ten minutes, five wrong codes, and with a cookie that is not ours', async () => {
    const { key } = await turnOn();
    const again = /^wrong_state: .* Enter your e-mail and password again\.$/;
    const pending = await enterPassword();
    for (let time = 0; time < 5; time += 1)
      expect(await whyRefused(enterCode(pending, '000000'))).toMatch(/^invalid_input: This code is not right/);
    expect(await whyRefused(enterCode(pending, codeOfApp(key)))).toMatch(again);
    const late = await enterPassword();
    await database.pool.query("update verification set expires_at = now() - interval '1 second'");
    expect(await whyRefused(enterCode(late, codeOfApp(key)))).toMatch(again);
    const forged = (await enterPassword()).replace(/two_factor=.{4}/, 'two_factor=xxxx');
    for (const cookies of [forged, '', here]) expect(await whyRefused(enterCode(cookies, '123456'))).toMatch(again);
  });

  test('lets in whoever entered the password, not whoever the browser was signed in as', async () => {
    const { key } = await turnOn();
    const pending = await enterPassword();
    expect(await whyRefused(enterCode(`${here}; ${pending}`, '000000'))).toMatch(/^invalid_input/);
    expect(await isIn(await enterCode(`${here}; ${pending}`, codeOfApp(key)))).toBe(true);
    // Signing in with a browser ends the session that it had.
    const mine = await signInAgain(here);
    expect(await isIn(here)).toBe(false);
    expect(await whyRefused(enterCode(mine, 'x'))).toMatch(/^invalid_input: Enter the 6 digits/);
  });

  test('lets nobody in who was disabled, or whose second factor was turned off, between password and code', async () => {
    const { key } = await turnOn();
    const [one, other] = [await enterPassword(), await enterPassword()];
    await database.prisma.person.updateMany({ data: { disabledAt: new Date(), banned: true } });
    const before = await sessions();
    expect(await whyRefused(enterCode(one, codeOfApp(key)))).toMatch(/^forbidden: This account has been disabled/);
    expect(await sessions()).toBe(before);
    await database.prisma.person.updateMany({ data: { disabledAt: null, banned: false } });
    await endSecondFactor(await me(), { password });
    expect(await whyRefused(enterCode(other, codeOfApp(key)))).toMatch(/^wrong_state: This sign-in has/);
    expect((await signIn(accounts.door(asker('')), { email, password })).value).toBe('in');
  });

  test('many wrong codes of strangers lock out strangers, but nobody whose browser has signed in before', async () => {
    const { key } = await turnOn();
    for (let time = 0; time < 6; time += 1) {
      const pending = await enterPassword();
      for (let wrong = 0; wrong < 5; wrong += 1) await whyRefused(enterCode(pending, '000000'));
    }
    expect(await whyRefused(enterCode(await enterPassword(), codeOfApp(key)))).toMatch(
      /^too_many_attempts: .*browsers that it does not know\. Try again in 24 hours, or use a browser/,
    );
    const device = /[^ ;]*device=[^;]+/.exec(here)?.[0] ?? '';
    const known = `${await enterPassword(device)}; ${device}`;
    expect(await isIn(await enterCode(known, codeOfApp(key)))).toBe(true);
  });

  async function signInAgain(cookies: string): Promise<string> {
    return enterPassword(cookies);
  }
});

describe('the second factor', () => {
  test('is on once the first code was right, and ends all other sessions and no own one', async () => {
    const elsewhere = await signInOwner(accounts);
    const { key, address } = await beginSecondFactor(await me(), { password });
    expect(new URL(address).searchParams.get('secret')).toBe(key);
    expect(await whyRefused(confirmSecondFactor(await me(), { code: '000000' }))).toMatch(
      /^invalid_input: This is not the code of the app at this moment/,
    );
    // Until then it changes nothing.
    expect((await signIn(accounts.door(asker('')), { email, password })).value).toBe('in');
    expect((await getAccount(await me())).secondFactor).toBe('off');
    const { recoveryCodes } = await confirmSecondFactor(await me(), { code: codeOfApp(key) });
    expect(recoveryCodes).toHaveLength(10);
    expect([await isIn(here), await isIn(elsewhere)]).toEqual([true, false]);
    expect((await getAccount(await me())).secondFactor).toBe('on');
  });

  test('wants the password for every change', async () => {
    await turnOn();
    const wrong = { password: 'not the password' };
    const ctx = await me();
    for (const verb of [beginSecondFactor, renewRecoveryCodes, endSecondFactor])
      expect(await whyRefused(verb(ctx, wrong))).toMatch(/^invalid_input: This is not your current password/);
    expect((await getAccount(ctx)).secondFactor).toBe('on');
  });

  test('is not begun anew while it is on, and of two keys the newer one counts', async () => {
    const { key: older } = await beginSecondFactor(await me(), { password });
    const { key } = await beginSecondFactor(await me(), { password });
    expect(await whyRefused(confirmSecondFactor(await me(), { code: codeOfApp(older) }))).toMatch(/^invalid_input/);
    await confirmSecondFactor(await me(), { code: codeOfApp(key) });
    expect(await whyRefused(beginSecondFactor(await me(), { password }))).toMatch(
      /^wrong_state: Your second factor is on/,
    );
    expect(await whyRefused(confirmSecondFactor(await me(), { code: codeOfApp(key) }))).toMatch(/^wrong_state/);
  });

  test('gives new recovery codes in place of all old ones', async () => {
    const { recoveryCodes: old } = await turnOn();
    const { recoveryCodes } = await renewRecoveryCodes(await me(), { password });
    expect(await whyRefused(enterCode(await enterPassword(), old[0] ?? ''))).toMatch(/^invalid_input/);
    expect(await isIn(await enterCode(await enterPassword(), recoveryCodes[0] ?? ''))).toBe(true);
  });

  test('is turned off with all that is kept of it, and ends all other sessions', async () => {
    const { recoveryCodes } = await turnOn();
    const elsewhere = await enterCode(await enterPassword(), recoveryCodes[0] ?? '');
    await endSecondFactor(await me(), { password });
    expect([await isIn(here), await isIn(elsewhere)]).toEqual([true, false]);
    expect(await database.prisma.secondfactor.count()).toBe(0);
    await endSecondFactor(await me(), { password });
    expect(await whyRefused(renewRecoveryCodes(await me(), { password }))).toMatch(
      /^wrong_state: Your second factor is off/,
    );
  });

  test('stays when the password is reset by a link, and its code is asked for then', async () => {
    const { key } = await turnOn();
    const { link } = await makeResetLink(await me(), { personId: 'you' });
    const token = link.split('=')[1] ?? '';
    const { value, setCookies } = await resetPassword(accounts.door(asker('')), {
      token,
      password: 'eight purple bicycles',
    });
    expect([value, await isIn(cookieHeader(setCookies))]).toEqual(['code', false]);
    expect(await isIn(await enterCode(cookieHeader(setCookies), codeOfApp(key)))).toBe(true);
  });

  test('stays as it is when the secret of the installation is changed', async () => {
    const { key } = await turnOn();
    const secret = 'the secret that takes its place after that';
    await rotateSecrets(database.prisma, createSecretBox(secret, accountsSecret));
    accounts = await openAccounts(database, undefined, undefined, { secret });
    expect(await isIn(await enterCode(await enterPassword(), codeOfApp(key)))).toBe(true);
    await rotateSecrets(database.prisma, createSecretBox(accountsSecret, secret));
  });

  test('keeps neither key nor code in a form that a reader of the database could use', async () => {
    const { key, recoveryCodes } = await turnOn();
    const { rows } = await database.pool.query<{ text: string }>(
      'select second_factor::text as text from second_factor',
    );
    expect(rows).toHaveLength(1);
    const { secret, backupCodes } = await database.prisma.secondfactor.findFirstOrThrow();
    for (const text of [rows[0]?.text ?? '', await accounts.engine.vault.open(backupCodes)])
      for (const code of [key, ...recoveryCodes]) expect(text).not.toContain(code);
    expect(await accounts.engine.vault.open(secret)).toContain(key);
  });
});
