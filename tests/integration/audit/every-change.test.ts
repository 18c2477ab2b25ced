import { describe, expect, test } from 'vitest';
import { acceptInvitation } from '#lib/accounts/door/accept-invitation.ts';
import { finishIssuerSignIn } from '#lib/accounts/door/finish-issuer-sign-in.ts';
import { join } from '#lib/accounts/door/join.ts';
import { requestPasswordReset } from '#lib/accounts/door/request-password-reset.ts';
import { resetPassword } from '#lib/accounts/door/reset-password.ts';
import { signIn } from '#lib/accounts/door/sign-in.ts';
import { signOut } from '#lib/accounts/door/sign-out.ts';
import { verifyCode } from '#lib/accounts/door/verify-code.ts';
import { disablePerson } from '#lib/accounts/people/disable-person.ts';
import { makeResetLink } from '#lib/accounts/people/make-reset-link.ts';
import { createBatch } from '#lib/batch/commands/create-batch.ts';
import { renameBatch } from '#lib/batch/commands/rename-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { Mailing } from '#lib/contracts/mail.ts';
import type { PersonContext } from '#lib/contracts/person-context.ts';
import { writeTemplateFile } from '#lib/shared/contract/kept-template.ts';
import { foundOutOptions } from '#lib/shared/contract/table.ts';
import { auditWords } from '#lib/shared/words/audit-words.ts';
import { createToken } from '#lib/tokens/create-token.ts';
import { createWorkspace } from '#lib/workspaces/create-workspace.ts';
import { asker, cookieHeader, emailOf, personOf } from '#tests/support/accounts.ts';
import { findAllVerbs, findDoorVerbs, findPersonVerbs } from '#tests/support/all-verbs.ts';
import { codeOfApp } from '#tests/support/authenticator-app.ts';
import { chatLine } from '#tests/support/batch-world.ts';
import { makeTemplate } from '#tests/support/templates.ts';
import { type AuditedProduct, useAuditedProduct } from './audited-product.ts';
import * as changed from './changed-things.ts';
import { apiKey, content, next, password, secrets, token } from './changed-things.ts';

const product = useAuditedProduct();
const draft = (text?: string) => changed.draft(product, text);
const ofBatch = async (make: () => Promise<string> = draft, more: object = {}) => ({ batchId: await make(), ...more });
const ofMade = (make: (product: AuditedProduct) => Promise<string>, more: object = {}) =>
  ofBatch(() => make(product), more);
const invitationId = async () => ({ invitationId: (await changed.invitation(product)).id });
const template = async () => ({ templateId: await changed.keptTemplate(product) });
const signInAs = (name: string) => changed.signInAs(product, name);
const addPersonWithPassword = (name: string) => changed.addPersonWithPassword(product, name);

/** What each verb of a workspace that changes something is called with, by the owner. */
const inputs: Readonly<Record<string, () => Promise<unknown>>> = {
  askForRequests: () => ofMade(changed.table, { template: makeTemplate() }),
  cancelBatch: () => ofMade(changed.started),
  changeRole: async () => ({ ...(await changed.addMember(product)), role: 'admin' }),
  chooseConnection: async () => ({
    ...(await ofMade(changed.withoutConnection)),
    connectionId: await changed.addConnection(product),
  }),
  chooseEndpoint: () => ofBatch(draft, { endpoint: '/v1/embeddings' }),
  chooseTableOptions: () => ofMade(changed.table, { options: { ...foundOutOptions, delimiter: ';' } }),
  convertInput: () => ofBatch(() => draft(`[${chatLine('r1')}]`)),
  createBatch: async () => ({ inputName: 'a.jsonl', content: content(), isListed: true }),
  createConnection: async () => ({ kind: 'openai', name: 'Ours', apiKey }),
  createSampleBatch: async () => undefined,
  createToken: async () => ({ name: 'Nightly', scope: 'run' }),
  duplicateTemplate: template,
  importTemplate: async () => ({ text: writeTemplateFile(next('Imported'), makeTemplate()), fileName: 'a.json' }),
  invite: async () => ({ email: emailOf(next('guest')), role: 'viewer', days: 7 }),
  keepBatch: () => ofBatch(draft, { name: 'Kept' }),
  leaveWorkspace: async () => undefined,
  async receiveBatch() {
    const connection = await changed.addConnection(product);
    const readFields = () => Promise.resolve({ connection });
    const gone = new AbortController().signal;
    return { key: null, inputName: 'a.jsonl', content: content(), readFields, areFieldsFirst: false, gone };
  },
  receiveUpload: async () => ({
    request: new Request('https://batches.example.org/api/tus'),
    server: (ctx: Context) => createBatch(ctx, { inputName: 'a.jsonl', content: content(), isListed: false }),
  }),
  removeBatch: () => ofBatch(),
  removeConnection: async () => ({ id: await changed.addConnection(product) }),
  removeMember: () => changed.addMember(product),
  removeTemplate: template,
  renameBatch: () => ofBatch(draft, { name: 'Capitals' }),
  renameTemplate: async () => ({ ...(await template()), name: next('Renamed') }),
  renewInvitation: invitationId,
  replaceInput: async () => ({ ...(await ofBatch()), inputName: 'b.jsonl', content: content() }),
  resolveJob: async () => ({ ...(await changed.inDoubt(product)), decision: 'give_up' }),
  retryBatch: () => ofMade(changed.failed, { token: 'token-of-the-retry', scope: { kind: 'failed' } }),
  revokeToken: async () => {
    const made = await createToken(await product.contextOf(), { name: next('Token'), scope: 'read' });
    secrets.add(made.token);
    return { tokenId: made.id };
  },
  saveTemplate: async () => ({ name: next('Kept'), template: makeTemplate() }),
  startBatch: () => ofBatch(draft, { token }),
  tryNow: () => ofMade(changed.waiting),
  updateConnection: async () => ({ id: await changed.addConnection(product), name: 'Another name', apiKey }),
  withdrawAttempt: () => ofMade(changed.started, { token }),
  withdrawInvitation: invitationId,
};

/** Those that are made of another verb, which is what the row is filed under. */
const filedUnder: Readonly<Record<string, string>> = { createSampleBatch: 'createBatch', receiveUpload: 'createBatch' };

const verbs = (await findAllVerbs()).filter(({ verb }) => verb.audit !== 'none');
const personVerbs = (await findPersonVerbs()).filter(({ verb }) => verb.audit !== 'none');
const doorVerbs = (await findDoorVerbs()).filter(({ verb }) => verb.audit !== 'none');

/** The owner is the last one, so somebody else leaves. */
async function caller(verb: string): Promise<Context> {
  if (verb !== 'leaveWorkspace') return product.contextOf({ address: '203.0.113.7' });
  const name = next('Leaver');
  await addPersonWithPassword(name);
  return product.contextOf({ cookies: await signInAs(name), address: '203.0.113.7' });
}

describe('every verb of a workspace that changes something', () => {
  test('is tried here', () => {
    expect(new Set(verbs.map(({ exportedAs }) => exportedAs))).toEqual(new Set(Object.keys(inputs)));
  });

  test.each(verbs)('$exportedAs leaves one row with its change, and none when it is not kept', async (found) => {
    const { exportedAs, verb } = found;
    const ctx = await caller(exportedAs);
    const input = (await inputs[exportedAs]?.()) ?? undefined;
    const lost: Context = {
      ...ctx,
      transaction: (work) =>
        ctx.transaction(async (tx) => {
          await work(tx);
          throw new Error('This change is not kept.');
        }),
    };
    const again = hasContent(input) ? () => ({ ...input, content: content() }) : () => input;
    expect(await product.rowsOf(() => expect(verb(lost, again())).rejects.toThrow('not kept'))).toEqual([]);

    const rows = await product.rowsOf(() => verb(ctx, again()));
    expect(rows).toMatchObject([
      {
        verb: filedUnder[exportedAs] ?? exportedAs,
        workspace_id: 'local',
        actor_kind: 'user',
        actor_id: ctx.actor.id,
        actor_name: ctx.actor.name,
        via: 'browser',
        address: '203.0.113.7',
      },
    ]);
    expect(rows[0]?.thing_name).toEqual(expect.any(String));
  });
});

function hasContent(input: unknown): input is object {
  return typeof input === 'object' && input !== null && 'content' in input;
}

/** What each verb for a person that changes something is called with, by the owner, who is a site admin. */
const personInputs: Readonly<Record<string, (personId: string, ctx: PersonContext) => Promise<unknown>>> = {
  changePassword: async () => ({ currentPassword: password, password: `${password} too` }),
  confirmSecondFactor: async (_personId, ctx) => ({ code: codeOfApp(await changed.secondFactorKey(ctx)) }),
  createWorkspace: async () => ({ name: next('Shop ') }),
  deleteWorkspace: async (_personId, ctx) => {
    const { id: workspaceId, name } = await createWorkspace(ctx, { name: next('Shop ') });
    return { workspaceId, name, runningBatches: 0 };
  },
  disablePerson: async (personId) => ({ personId }),
  enablePerson: async (personId) => {
    await disablePerson(await personOf(product.accounts, product.cookies), { personId });
    return { personId };
  },
  endOtherSessions: async () => undefined,
  endSecondFactor: async (_personId, ctx) => {
    await changed.turnOnSecondFactor(ctx);
    return { password };
  },
  endSession: async () => {
    const { id } = await product.database.prisma.session.findFirstOrThrow({ where: { person: { name: 'Second' } } });
    return { sessionId: id };
  },
  makeResetLink: async (personId) => ({ personId }),
  renamePerson: async () => ({ name: 'Renamed' }),
  renewRecoveryCodes: async (_personId, ctx) => {
    await changed.turnOnSecondFactor(ctx);
    return { password };
  },
  renameWorkspace: async () => ({ workspaceId: 'local', name: next('Local ') }),
  setPrivateHosts: async () => ({ hosts: '10.0.0.5' }),
  setSiteAdmin: async (personId) => ({ personId, isSiteAdmin: true }),
};

describe('every verb for a person that changes something', () => {
  test('is tried here', () => {
    expect(new Set(personVerbs.map(({ exportedAs }) => exportedAs))).toEqual(new Set(Object.keys(personInputs)));
  });

  test.each(personVerbs)('$exportedAs leaves one row', async ({ exportedAs, verb }) => {
    const name = exportedAs === 'endSession' ? 'Second' : next('Person');
    const personId = await addPersonWithPassword(name);
    // With two browsers, so that one is there to be ended.
    const [other, own] = [await signInAs(name), await signInAs(name)];
    expect(other).not.toBe(own);
    const needsSiteAdmin = verb.right === 'site_admin' || exportedAs.endsWith('Workspace');
    const cookies = needsSiteAdmin ? product.cookies : own;
    const ctx = await personOf(product.accounts, cookies);
    const input = await personInputs[exportedAs]?.(personId, ctx);
    const rows = await product.rowsOf(async () => {
      const value = await verb(ctx, input);
      if (typeof value !== 'object' || value === null) return;
      if ('link' in value) secrets.add(String(value.link));
      if ('recoveryCodes' in value) secrets.add(String(value.recoveryCodes));
    });
    expect(rows).toMatchObject([{ verb: exportedAs, actor_id: ctx.person.id, via: 'browser' }]);
    expect(rows[0]?.thing_name).toEqual(expect.any(String));
  });
});

/** What each verb of the door does; set-up was done before. */
const doorCalls: Readonly<Record<string, () => Promise<() => Promise<unknown>>>> = {
  async acceptInvitation() {
    const name = next('Comer');
    const personId = await addPersonWithPassword(name);
    const cookies = await signInAs(name);
    await product.database.prisma.member.deleteMany({ where: { personId } });
    const { link } = await changed.invitation(product, emailOf(name));
    return () => acceptInvitation(product.accounts.door(asker(cookies)), { token: link });
  },
  async finishIssuerSignIn() {
    const name = next('Vouched');
    const personId = await addPersonWithPassword(name);
    const finish = () =>
      Promise.resolve({ kind: 'signed_in', personId, email: emailOf(name), next: '/batches', setCookies: [] } as const);
    const issuer = { name: 'Ours', start: () => Promise.resolve({ problem: 'unreachable' } as const), finish };
    return () => finishIssuerSignIn({ ...product.accounts.door(asker('')), issuer }, { code: 'a', state: 'b' });
  },
  async join() {
    const { link } = await changed.invitation(product);
    return () => join(product.accounts.door(asker('')), { token: link, name: 'Joiner', password });
  },
  async requestPasswordReset() {
    const name = next('Forgetful');
    await addPersonWithPassword(name);
    return async () => {
      const mails: Promise<unknown>[] = [];
      const later: Mailing['later'] = (make) => void mails.push(make());
      const send = () => Promise.resolve('sent' as const);
      const mailing = { origin: 'https://batches.example.org', send, later, settled: () => Promise.resolve() };
      await requestPasswordReset({ ...product.accounts.door(asker('')), mailing }, { email: emailOf(name) });
      await Promise.all(mails);
    };
  },
  async resetPassword() {
    const personId = await addPersonWithPassword(next('Forgetful'));
    const { link } = await makeResetLink(await personOf(product.accounts, product.cookies), { personId });
    const linkToken = new URL(link).searchParams.get('token') ?? '';
    secrets.add(linkToken);
    return () => resetPassword(product.accounts.door(asker('')), { token: linkToken, password: `${password} again` });
  },
  setUp: async () => async () => undefined,
  async signIn() {
    const name = next('Signer');
    await addPersonWithPassword(name);
    return () => signIn(product.accounts.door(asker('', '203.0.113.9')), { email: emailOf(name), password });
  },
  async signOut() {
    const name = next('Leaving');
    await addPersonWithPassword(name);
    const cookies = await signInAs(name);
    return async () => {
      await signOut(product.accounts.door(asker(cookies)));
      await signOut(product.accounts.door(asker(cookies)));
    };
  },
  async verifyCode() {
    const name = next('Careful');
    await addPersonWithPassword(name);
    const [code] = await changed.turnOnSecondFactor(await personOf(product.accounts, await signInAs(name)));
    const { setCookies } = await signIn(product.accounts.door(asker('')), { email: emailOf(name), password });
    return () => verifyCode(product.accounts.door(asker(cookieHeader(setCookies))), { code });
  },
};

describe('every verb of the door that changes something', () => {
  test('is tried here', () => {
    expect(new Set(doorVerbs.map(({ exportedAs }) => exportedAs))).toEqual(new Set(Object.keys(doorCalls)));
  });

  test.each(doorVerbs)('$exportedAs leaves one row', async ({ exportedAs }) => {
    const call = await doorCalls[exportedAs]?.();
    const rows =
      exportedAs === 'setUp' ? (await product.allRows()).slice(0, 1) : await product.rowsOf(async () => call?.());
    const [row] = rows;
    // Whoever asks for a mail may be anybody.
    const actor = exportedAs === 'requestPasswordReset' ? ['stranger', 'Somebody'] : ['user', row?.thing_name];
    expect(rows).toMatchObject([{ verb: exportedAs, via: 'browser' }]);
    expect(row?.thing_name).toEqual(expect.any(String));
    expect([row?.actor_kind, row?.actor_name]).toEqual(actor);
  });

  test('a sign-in that is refused leaves one row a minute and account, and none of what was typed', async () => {
    const name = next('Target');
    await addPersonWithPassword(name);
    const door = () => product.accounts.door(asker('', '203.0.113.66'));
    const rows = await product.rowsOf(async () => {
      for (const email of [emailOf(name), emailOf(name), 'typed-here@example.com', 'and-here@example.com'])
        await expect(signIn(door(), { email, password: 'not the password' })).rejects.toThrow('do not match');
    });
    expect(rows).toMatchObject([
      { verb: 'signInRefused', actor_kind: 'stranger', thing_name: name, address: '203.0.113.66' },
      { verb: 'signInRefused', actor_kind: 'stranger', thing_name: null },
    ]);
    expect(JSON.stringify(rows)).not.toContain('here@example.com');
  });

  test('a sign-in of which no row can be written lets nobody in', async () => {
    const name = next('Unseen');
    const personId = await addPersonWithPassword(name);
    const { pool, prisma } = product.database;
    const before = await prisma.session.count({ where: { personId } });
    await pool.query("alter table audit_event add constraint no_sign_in check (verb <> 'signIn') not valid");
    try {
      await expect(signInAs(name)).rejects.toThrow('no_sign_in');
    } finally {
      await pool.query('alter table audit_event drop constraint no_sign_in');
    }
    expect(await prisma.session.count({ where: { personId } })).toBe(before);
  });
});

test('of changes that meet, each that is kept leaves one row', async () => {
  const batchId = await draft();
  const owner = await product.contextOf();
  const names = ['one', 'two', 'three', 'four', 'five'];
  const rows = await product.rowsOf(() => Promise.all(names.map((name) => renameBatch(owner, { batchId, name }))));
  expect(new Set(rows.map(({ after }) => after))).toEqual(new Set(names.map((name) => `name: ${name}`)));
  expect(rows).toHaveLength(names.length);
  // In their order each begins where the one before it ended.
  expect(rows.slice(1).map(({ before }) => before)).toEqual(rows.slice(0, -1).map(({ after }) => after));
});

describe('the rows', () => {
  test.each([
    "update audit_event set actor_name = 'Nobody'",
    'delete from audit_event',
    'truncate audit_event',
    "begin; set local langbatch.removes_old_audit = 'on'; delete from audit_event; commit",
    'select remove_old_audit(0, 10)',
  ])('stay as they are, whatever SQL says: %s', async (sql) => {
    const before = await product.allRows();
    const client = await product.database.pool.connect();
    try {
      await expect(client.query(sql)).rejects.toThrow(/audit log/u);
    } finally {
      await client.query('rollback');
      client.release();
    }
    expect(await product.allRows()).toEqual(before);
  });

  test('hold no key, no password and no token', async () => {
    const text = JSON.stringify(await product.allRows());
    expect(secrets.size).toBeGreaterThan(10);
    for (const secretText of secrets) expect(text).not.toContain(secretText);
  });

  test('are each told by a sentence of its verb', async () => {
    for (const { verb } of await product.allRows()) expect(Object.keys(auditWords)).toContain(verb);
  });
});
