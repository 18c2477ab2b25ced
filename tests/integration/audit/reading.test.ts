import { beforeAll, describe, expect, test } from 'vitest';
import { exportAudit } from '#lib/audit/export-audit.ts';
import { exportInstallationAudit } from '#lib/audit/export-installation-audit.ts';
import { listAudit } from '#lib/audit/list-audit.ts';
import { listInstallationAudit } from '#lib/audit/list-installation-audit.ts';
import type { Context } from '#lib/contracts/context.ts';
import { removeOldAudit } from '#lib/storage/prisma/audit-log.ts';
import { createAuditRows } from '#lib/storage/prisma/audit-rows.ts';
import { addSignedIn, openAccounts, personOf } from '#tests/support/accounts.ts';
import { createBatchWorld } from '#tests/support/batch-world.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';
import { readCsv } from '#tests/support/read-csv.ts';

const database = usePrismaDatabase();

interface Given {
  readonly at: string;
  readonly workspace?: string | null;
  readonly actor?: string;
  readonly verb?: string;
  readonly thing?: string;
}

async function insert({ at, workspace = 'local', actor = 'Ines', verb = 'renameBatch', thing = 'Capitals' }: Given) {
  await database.pool.query(
    `insert into audit_event (at, workspace_id, actor_kind, actor_id, actor_name, via, verb, thing_kind, thing_id, thing_name)
     values ($1, $2, 'user', lower($3), $3, 'browser', $4, 'batch', 'id of ' || $5::text, $5)`,
    [at, workspace, actor, verb, thing],
  );
}

/** An admin of the workspace. */
function reader(): Context {
  return createBatchWorld().context({ role: 'admin', auditRows: createAuditRows(database.pool, 'local') });
}

async function thingsOf(filter: object, ctx = reader()): Promise<readonly (string | undefined)[]> {
  return (await listAudit(ctx, filter)).rows.map(({ thing }) => thing?.name);
}

const sameMoment = '2026-06-01T12:00:00Z';

beforeAll(async () => {
  // More than one page in a single moment: their order is that in which they were written.
  for (let index = 0; index < 60; index += 1) await insert({ at: sameMoment, thing: `Many ${index}`, actor: 'Noor' });
  await insert({ at: '2026-11-01T23:59:59Z', thing: 'Evening' });
  await insert({ at: '2026-11-02T00:00:00Z', thing: 'Midnight', verb: 'startBatch' });
  await insert({ at: '2026-11-02T10:00:00Z', thing: '=1+1', actor: '@Ada' });
  await insert({ at: '2026-11-03T00:00:00Z', workspace: 'other', thing: 'Theirs', actor: 'Stranger' });
  await insert({ at: '2026-11-03T00:00:00Z', workspace: null, thing: 'Sign-in', verb: 'signIn' });
});

describe('the audit log', () => {
  test('is read page by page, every row once, though rows come in meanwhile', async () => {
    const seen: (string | undefined)[] = [];
    let after: string | undefined;
    for (let page = 0; page < 3; page += 1) {
      const { rows, next } = await listAudit(reader(), { after, person: 'noor' });
      seen.push(...rows.map(({ thing }) => thing?.name));
      if (next === null) break;
      after = next;
      await insert({ at: new Date().toISOString(), thing: 'Later', actor: 'Noor' });
    }
    expect(seen).toEqual(Array.from({ length: 60 }, (_, index) => `Many ${59 - index}`));
    await expect(listAudit(reader(), { after: 'nonsense' })).resolves.toMatchObject({ rows: { length: 50 } });
  });

  test('is narrowed by person, verb, thing and day, and shows no other workspace', async () => {
    const october = { from: '2026-10-01' };
    expect(await thingsOf({ ...october, to: '2026-11-01' })).toEqual(['Evening']);
    expect(await thingsOf({ from: '2026-11-02', to: '2026-11-02' })).toEqual(['=1+1', 'Midnight']);
    expect(await thingsOf({ verb: 'startBatch' })).toEqual(['Midnight']);
    expect(await thingsOf({ person: '@ada' })).toEqual(['=1+1']);
    expect(await thingsOf({ thing: 'mIDn' })).toEqual(['Midnight']);
    expect(await thingsOf({ thing: 'id of Evening' })).toEqual(['Evening']);
    expect(await thingsOf({ thing: 'Theirs' })).toEqual([]);
    expect(await thingsOf({ thing: '100%\0_' })).toEqual([]);
    const { people } = await listAudit(reader(), {});
    expect(people.map(({ name }) => name)).toEqual(['@Ada', 'Ines', 'Noor']);
  });

  test('of a workspace is for its admins, and holds no row of the installation', async () => {
    await expect(listAudit(reader(), { log: 'installation' })).rejects.toThrow('There is no such log.');
    await expect(exportAudit(reader(), { log: 'installation' })).rejects.toThrow('There is no such log.');
    await expect(listAudit({ ...reader(), role: 'runner' }, {})).rejects.toMatchObject({ code: 'forbidden' });
    expect(await thingsOf({ verb: 'signIn' })).toEqual([]);
  });

  test('of the installation is for site admins alone, in no workspace too, and holds no row of any', async () => {
    const accounts = await openAccounts(database);
    const log = 'installation';
    const sana = await addSignedIn(database, accounts, { name: 'Sana', isSiteAdmin: true });
    const admin = await personOf(accounts, sana.cookies);
    const { rows, people } = await listInstallationAudit(admin, { log, to: '2026-11-03' });
    expect(rows.map(({ thing }) => thing?.name)).toEqual(['Sign-in']);
    expect(people.map(({ name }) => name)).toContain('Ines');
    const { fileName, content } = await exportInstallationAudit(admin, { log, to: '2026-11-03' });
    const saved = readCsv(Buffer.concat(await Array.fromAsync(content)).toString());
    expect([fileName, saved.map((row) => row[9])]).toEqual(['audit-installation.csv', ['thing name', 'Sign-in']]);
    await expect(listInstallationAudit(admin, { log: 'workspace' })).rejects.toThrow('There is no such log.');
    const owner = await addSignedIn(database, accounts, { name: 'Olu', role: 'owner' });
    for (const verb of [listInstallationAudit, exportInstallationAudit])
      await expect(verb(await personOf(accounts, owner.cookies), { log })).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('says of a day that there is not what is wrong with it', async () => {
    await expect(listAudit(reader(), { from: '2026-13-01' })).rejects.toThrow('There is no day 2026-13-01.');
    await expect(listAudit(reader(), { to: 'today' })).rejects.toThrow('Write a day such as 2026-11-28.');
  });

  test('is saved as CSV in which no cell begins a formula', async () => {
    const { content } = await exportAudit(reader(), { from: '2026-11-01', to: '2026-11-02' });
    const rows = readCsv(Buffer.concat(await Array.fromAsync(content)).toString());
    expect(rows.map((row) => [row[0], row[1], row[9]])).toEqual([
      ['time', 'person', 'thing name'],
      ['2026-11-02T10:00:00.000Z', "'@Ada", "'=1+1"],
      ['2026-11-02T00:00:00.000Z', 'Ines', 'Midnight'],
      ['2026-11-01T23:59:59.000Z', 'Ines', 'Evening'],
    ]);
  });

  test('forgets what is older than it is told, and nothing else', async () => {
    const { pool, prisma } = database;
    const days = (count: number): string => new Date(Date.now() - count * 86_400_000).toISOString();
    await insert({ at: days(11), thing: 'Old', workspace: 'kept' });
    await insert({ at: days(9), thing: 'Young', workspace: 'kept' });
    await removeOldAudit(prisma, 10);
    const { rows } = await pool.query("select thing_name from audit_event where workspace_id = 'kept'");
    expect(rows).toEqual([{ thing_name: 'Young' }]);
    expect(await removeOldAudit(prisma, 10)).toBe(0);
  });
});
