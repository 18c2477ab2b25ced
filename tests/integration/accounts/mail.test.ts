import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { join } from '#lib/accounts/door/join.ts';
import { requestPasswordReset } from '#lib/accounts/door/request-password-reset.ts';
import { resetPassword } from '#lib/accounts/door/reset-password.ts';
import { signIn } from '#lib/accounts/door/sign-in.ts';
import { changePassword } from '#lib/accounts/own/change-password.ts';
import { disablePerson } from '#lib/accounts/people/disable-person.ts';
import { makeResetLink } from '#lib/accounts/people/make-reset-link.ts';
import { parseEnv } from '#lib/config/env.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { Mailer, Mailing } from '#lib/contracts/mail.ts';
import { createMailer } from '#lib/notify/create-mailer.ts';
import { createMailing } from '#lib/notify/create-mailing.ts';
import type { Accounts } from '#lib/wiring/create-accounts.ts';
import { invite } from '#lib/workspaces/invite.ts';
import { renewInvitation } from '#lib/workspaces/renew-invitation.ts';
import {
  addSignedIn,
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
import { linkIn, type MailServer, startMailServer } from '#tests/support/mail-server.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';
import { silentLog } from '#tests/support/silent-log.ts';

const database = usePrismaDatabase();
const origin = 'https://batches.example.org';
const password = 'eight purple bicycles';
let server: MailServer;
let mailing: Mailing;
let accounts: Accounts;
let admin: string;
let marek: Awaited<ReturnType<typeof addSignedIn>>;

beforeEach(async () => {
  await database.prisma.person.deleteMany();
  await database.prisma.invitation.deleteMany();
  await database.prisma.attemptLimit.deleteMany();
  server = await startMailServer();
  mailing = mailingOf(mailerTo(server.url));
  accounts = await openAccounts(database, origin, undefined, { mailing });
  admin = await setUpOwner(accounts);
  marek = await addSignedIn(database, accounts, { name: 'Marek' });
});
afterEach(() => server[Symbol.asyncDispose]());

function mailingOf(mailer: Mailer): Mailing {
  return createMailing({ mailer, origin, log: silentLog });
}

function mailerTo(url: string): Mailer {
  const { mail } = parseEnv({ LANGBATCH_SMTP_URL: url, LANGBATCH_MAIL_FROM: 'batches@example.org' });
  if (mail === null) throw new Error('Mail is set.');
  return createMailer(mail);
}

const forgot = (email: string, cookies = '', address: string | null = null) =>
  requestPasswordReset(accounts.door(asker(cookies, address)), { email });
const reset = (link: string) =>
  resetPassword(accounts.door(asker('')), { token: new URL(link).searchParams.get('token') ?? '', password });
const asMember = (changes: Partial<Context> = {}): Context => ({ ...memberContext(database), mailing, ...changes });

describe('an invitation', () => {
  test('is mailed with its link, by which the invited person joins', async () => {
    const made = await invite(asMember(), { email: 'noor@example.com', role: 'runner' });
    const mail = await server.next();
    expect(mail).toMatchObject({ recipients: ['noor@example.com'], subject: 'Ines invites you to Local in LangBatch' });
    expect(mail.text).toContain('to the workspace Local in LangBatch, as Runner.');
    expect(linkIn(mail)).toBe(`${origin}/join?token=${made.token}`);
    expect(made.mail).toBe('sent');
    const joiner = { token: made.token, name: 'Noor', password };
    expect(await isSignedIn(accounts, cookieHeader((await join(accounts.door(asker('')), joiner)).setCookies))).toBe(
      true,
    );
  });

  test('is mailed again with a new link', async () => {
    const { invitation } = await invite(asMember(), { email: 'noor@example.com', role: 'runner' });
    const older = linkIn(await server.next());
    const { token, mail } = await renewInvitation(asMember(), { invitationId: invitation.id });
    expect(mail).toBe('sent');
    expect(linkIn(await server.next())).toBe(`${origin}/join?token=${token}`);
    expect(older).not.toContain(token);
  });

  test('stands when the mail server is down, refuses it, or is not set', async () => {
    server.refuse(['recipient', 550]);
    const refused = await invite(asMember(), { email: 'noor@example.com', role: 'runner' });
    expect(refused.mail).toBe('recipient_refused');
    await server[Symbol.asyncDispose]();
    const down = await renewInvitation(asMember(), { invitationId: refused.invitation.id });
    expect(down.mail).toBe('unreachable');
    await join(accounts.door(asker('')), { token: down.token, name: 'Noor', password });
    const unset = await invite(memberContext(database), { email: 'omar@example.com', role: 'viewer' });
    expect(unset.mail).toBeNull();
  });

  test('names people and the workspace, and nothing in their names becomes another mail', async () => {
    const odd = 'Shop\u2028Bcc: eve@example.com';
    await database.prisma.person.update({ where: { id: 'you' }, data: { name: `${odd}, "Ines" <i@example.com>` } });
    await invite(asMember({ workspace: { id: 'local', name: odd } }), { email: 'noor@example.com', role: 'viewer' });
    const mail = await server.next();
    expect(mail.recipients).toEqual(['noor@example.com']);
    expect(mail.subject).toContain('invites you to Shop Bcc: eve@example.com in LangBatch');
    expect(mail.to).toMatchObject({ value: [{ address: 'noor@example.com' }] });
  });
});

describe('a forgotten password', () => {
  test('is replaced by a mailed link, which ends all sessions, and the person is told', async () => {
    await forgot('Marek@Example.com');
    const mail = await server.next();
    expect(mail).toMatchObject({ recipients: [marek.email], subject: 'A new password for LangBatch' });
    expect(linkIn(mail)).toMatch(/^https:\/\/batches\.example\.org\/reset\?token=lbr_[\w-]{43}$/);
    const { setCookies } = await reset(linkIn(mail));
    expect(await isSignedIn(accounts, marek.cookies)).toBe(false);
    expect(await isSignedIn(accounts, cookieHeader(setCookies))).toBe(true);
    const told = await server.next();
    expect(told).toMatchObject({ recipients: [marek.email], subject: 'Your password for LangBatch was changed' });
    expect(linkIn(told)).toBe(`${origin}/forgot`);
    expect(await whyRefused(reset(linkIn(mail)))).toMatch(/^forbidden: This link has ended/);
    await signIn(accounts.door(asker('')), { email: marek.email, password });
  });

  test('is answered alike for known and unknown people, and nobody unknown or disabled gets a mail', async () => {
    await disablePerson(await personOf(accounts, admin), { personId: marek.id });
    const answers = [];
    for (const email of ['nobody@example.com', marek.email, owner.email]) answers.push(await forgot(email));
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toHaveProperty('size', 1);
    await mailing.settled();
    expect(server.mails.map(({ recipients }) => recipients)).toEqual([[owner.email]]);
    expect(await database.prisma.oneTimeLink.count()).toBe(1);
  });

  test('is none for somebody who signs in with the issuer alone: the mail says so, and holds no link', async () => {
    await database.prisma.credential.updateMany({ where: { personId: marek.id }, data: { providerId: 'oidc-1' } });
    await forgot(marek.email);
    await mailing.settled();
    expect(server.mails.map(({ text }) => text)).toEqual([expect.stringContaining('This account has no password.')]);
    expect(server.mails[0]?.text).not.toContain('token=');
    expect(await database.prisma.oneTimeLink.count()).toBe(0);
  });

  test('is answered before anything is looked up or sent', async () => {
    const sent = Promise.withResolvers<void>();
    const slow = mailingOf({ send: () => sent.promise, check: () => sent.promise });
    const patient = await openAccounts(database, origin, undefined, { mailing: slow });
    const waiting = await database.pool.connect();
    await waiting.query('begin; lock table person, one_time_link');
    await requestPasswordReset(patient.door(asker('')), { email: marek.email });
    await waiting.query('rollback');
    waiting.release();
    sent.resolve();
    await slow.settled();
    expect(await database.prisma.oneTimeLink.count()).toBe(1);
  });

  test('has one mailed link, the newest, which ends no link that an admin has handed over', async () => {
    const byAdmin = await makeResetLink(await personOf(accounts, admin), { personId: marek.id });
    await forgot(marek.email);
    const older = linkIn(await server.next());
    await forgot(marek.email);
    const newer = linkIn(await server.next());
    expect(await whyRefused(reset(older))).toMatch(/^forbidden: This link has ended/);
    await reset(byAdmin.link);
    expect(await whyRefused(reset(newer))).toMatch(/^forbidden: This link has ended/);
  });

  test('is mailed three times an hour to an account, whoever asks, and to a browser it knows all the same', async () => {
    for (let asked = 0; asked < 5; asked += 1) expect(await forgot(marek.email)).toMatchObject({ value: null });
    await mailing.settled();
    expect(server.mails).toHaveLength(3);
    await forgot(marek.email, marek.cookies);
    await forgot(owner.email);
    await mailing.settled();
    expect(server.mails).toHaveLength(5);
  });

  test('is asked for twenty times an hour from one address', async () => {
    const ask = (name: number) => forgot(`person-${name}@example.com`, '', '192.0.2.7');
    for (let asked = 0; asked < 20; asked += 1) await ask(asked);
    expect(await whyRefused(ask(20))).toMatch(/^too_many_attempts: There were too many tries/);
    await forgot('person-20@example.com', '', '192.0.2.8');
  });

  test('is for an admin where no mail is sent', async () => {
    const silent = await openAccounts(database);
    expect(await whyRefused(requestPasswordReset(silent.door(asker('')), { email: marek.email }))).toMatch(
      /^wrong_state: This LangBatch sends no mail/,
    );
  });
});

test('whoever changes their password is told by mail, and a mail server that is down keeps nobody from it', async () => {
  await changePassword(await personOf(accounts, marek.cookies), { currentPassword: owner.password, password });
  const mail = await server.next();
  expect(mail).toMatchObject({ recipients: [marek.email], subject: 'Your password for LangBatch was changed' });
  expect(mail.text).not.toContain(password);
  await server[Symbol.asyncDispose]();
  const back = { currentPassword: password, password: owner.password };
  await changePassword(await personOf(accounts, marek.cookies), back);
});

test('a link that an admin makes is mailed where the admin says so, and shown all the same', async () => {
  const ctx = await personOf(accounts, admin);
  expect(await makeResetLink(ctx, { personId: marek.id })).toMatchObject({ mail: null });
  const { link, mail } = await makeResetLink(ctx, { personId: marek.id, byMail: true });
  expect(mail).toBe('sent');
  const got = await server.next();
  expect(got.text).toContain('Ines made a link for you');
  expect(linkIn(got)).toBe(link);
  server.refuse(['content', 451]);
  const unsent = await makeResetLink(ctx, { personId: marek.id, byMail: true });
  expect(unsent.mail).toBe('busy');
  await reset(unsent.link);
});
