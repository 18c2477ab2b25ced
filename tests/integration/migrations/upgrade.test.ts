import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BatchStorage } from '#lib/contracts/batch-storage.ts';
import { migrateDatabase } from '#lib/db/migrate.ts';
import { readMigrations } from '#lib/db/migration-list.ts';
import { createPool } from '#lib/db/pool.ts';
import { createPrisma, type Prisma } from '#lib/db/prisma.ts';
import { StorageError } from '#lib/errors.ts';
import { createPostgresRequestIndex } from '#lib/index/postgres-request-index.ts';
import { createSecretBox } from '#lib/secrets/secret-box.ts';
import { createMemoryFiles } from '#lib/storage/memory/memory-files.ts';
import { parseBatchRecord } from '#lib/storage/parse-batch-record.ts';
import { createPrismaBatchStorage } from '#lib/storage/prisma/create-prisma-batch-storage.ts';
import { createPrismaConnectionStore } from '#lib/storage/prisma/prisma-connection-store.ts';
import { readFixture } from '#tests/fixtures/read-fixture.ts';
import { makeAttempt, makeBatch, makeJob } from '#tests/support/batch-records.ts';
import { useDatabase } from '#tests/support/database.ts';
import { silentLog } from '#tests/support/silent-log.ts';

const firstRelease = '20261122010749_enqueued_tokens';
const sentenceOfTests = '20261127204200_workspaces';
const document = readFixture('record-version-1.json').toString();

const refusedKey = {
  kind: 'key_refused',
  reason: null,
  statusCode: 401,
  providerCode: 'invalid_api_key',
  providerMessage: 'Incorrect API key provided.',
  retryAfterMs: null,
  systemCode: null,
  address: 'api.openai.com/v1',
};

/** The rows that the first release kept of a batch. */
async function writeOldRows(pool: Pool): Promise<void> {
  const at = '2026-11-21T11:00:00.000Z';
  await pool.query(
    `insert into batch (id, version, document, is_listed, is_open, is_cancel_requested, is_checked, name, input_name, status,
       hold_kind, hold_since, hold_sentence, connection_id, bad_lines, total, pending, succeeded, failed, missing, created_at)
     values ('batch_old', 7, $1, true, true, false, true, 'Old batch', 'old.jsonl', 'completed', 'key_refused', $2,
       'Acme refused the key.', 'connection_1', 0, 2, 0, 2, 0, 0, $2)`,
    [document, at],
  );
  await pool.query(
    `insert into attempt values ('batch_old', 1, 'token-1', 'start', 2, $1, $1), ('batch_old', 2, 'taken back', 'all', 1, $1, null)`,
    [at],
  );
  await pool.query(
    `insert into job (batch_id, id, attempt, part, connection_id, token, provider_id, stage, status, requests)
     values ('batch_old', 'job_1', 1, 1, 'connection_1', 'langbatch_1', 'batch_1', 'collected', 'completed', 2)`,
  );
  await pool.query(`insert into file values ('batch_old', 'batches/batch_old/input.jsonl', 'input', 100, 'aa')`);
  await pool.query(`insert into event values ('batch_old', 1, $1, 'user', 'local user', 'created', '{}')`, [at]);
}

describe('a database of the first release', () => {
  const database = useDatabase({ isEmpty: true });
  let opened: { pool: Pool; prisma: Prisma; storage: BatchStorage; close: () => Promise<void> } | null = null;
  const open = () => {
    if (opened === null) throw new Error('The database is there once the tests run: use it in a test.');
    return opened;
  };

  beforeAll(async () => {
    const pool = createPool({ connectionString: database.url });
    const prisma = createPrisma({ pool });
    const index = createPostgresRequestIndex({ pool, log: silentLog, workspaceId: 'local' });
    const storage = createPrismaBatchStorage({ prisma, workspaceId: 'local', files: createMemoryFiles(), index });
    const close = async () => {
      await prisma.$disconnect();
      await pool.end();
    };
    opened = { pool, prisma, storage, close };
    const migrations = await readMigrations();
    await migrateDatabase({
      databaseUrl: database.url,
      migrations: migrations.filter(({ name }) => name <= firstRelease),
    });
    await writeOldRows(pool);
    await migrateDatabase({
      databaseUrl: database.url,
      migrations: migrations.filter(({ name }) => name <= sentenceOfTests),
    });
    await pool.query(
      `insert into connection (id, name, kind, base_url, last_test_at, last_test_ok, last_test_sentence, last_test_fault, created_at)
       values ('worked', 'Acme', 'openai', '', $1, true, 'Acme answered in 0.3 s.', null, $1),
         ('refused', 'Acme', 'openai', '', $1, false, 'Acme refused the key.', $2, $1), ('untested', 'Acme', 'openai', '', null, null, null, null, $1)`,
      ['2026-11-21T11:00:00.000Z', JSON.stringify(refusedKey)],
    );
    await migrateDatabase({ databaseUrl: database.url });
  });
  afterAll(() => opened?.close());

  it('keeps its batches whole: attempts, jobs, files, events and what holds them up', async () => {
    const { pool, storage } = open();
    expect(await storage.loadBatch('batch_old')).toEqual({
      record: parseBatchRecord('batch_old', document),
      version: 7,
    });
    const { rows } = await pool.query<Record<string, unknown>>(`select hold->'facts'->>'text' as hold from batch`);
    expect(rows).toEqual([{ hold: 'Acme refused the key.' }]);
  });

  it('keeps what tests of its connections found, as facts where there were some, else as it was written', async () => {
    const { prisma } = open();
    const secrets = createSecretBox('a secret that is only used by this one test');
    const connections = createPrismaConnectionStore({ prisma, secrets, workspaceId: 'local' });
    const findings = (await connections.list()).map(({ id, lastTest }) => [id, lastTest?.finding]);
    expect(Object.fromEntries(findings)).toEqual({
      worked: { code: 'as_written', facts: { text: 'Acme answered in 0.3 s.' } },
      refused: { code: 'call_failed', facts: refusedKey },
      untested: undefined,
    });
  });

  it('says of its batches who made and who started them, as far as anybody was named', async () => {
    const { rows } = await open().pool.query<Record<string, unknown>>(
      'select created_by_id, started_by_id, started_by_name from batch',
    );
    expect(rows).toEqual([{ created_by_id: 'you', started_by_id: 'you', started_by_name: 'local user' }]);
  });

  it('takes the batches of an older version that runs beside it, which says nothing of people', async () => {
    const { pool } = open();
    const { rows } = await pool.query<{ names: string }>(
      `select string_agg(quote_ident(column_name), ', ') as names from information_schema.columns
       where table_name = 'batch' and is_generated = 'NEVER' and column_name !~ '_by_' and column_name <> 'id'`,
    );
    const names = rows[0]?.names ?? '';
    await pool.query(`insert into batch (id, ${names}) select 'batch_beside', ${names} from batch`);
    const made = await pool.query(`delete from batch where id = 'batch_beside' returning created_by_id`);
    expect(made.rows).toEqual([{ created_by_id: 'you' }]);
  });

  it('still lets nobody claim a job of its own twice', async () => {
    const rival = makeJob('job_2', { providerId: 'batch_1' });
    const record = makeBatch('b2', { connectionId: 'connection_1', attempts: [makeAttempt(1, [rival])] });
    await expect(open().storage.saveBatch(record, 0)).rejects.toThrow(StorageError);
  });

  it('goes on: the next save keeps the keys, and drops that of an attempt that was taken back', async () => {
    const { pool, storage } = open();
    const stored = await storage.loadBatch('batch_old');
    expect(await storage.saveBatch({ ...parseBatchRecord('batch_old', document), name: 'Renamed' }, 7)).toBe(8);
    expect((await storage.loadBatch('batch_old'))?.record).toEqual({ ...stored?.record, name: 'Renamed' });
    const { rows } = await pool.query<Record<string, unknown>>(
      `select batch_id, number::text as key, token, null as provider from attempt
       union all select batch_id, id, token, provider_id from job`,
    );
    expect(rows).toEqual([
      { batch_id: 'batch_old', key: '1', token: 'token-1', provider: null },
      { batch_id: 'batch_old', key: 'job_1', token: 'langbatch_1', provider: 'batch_1' },
    ]);
  });
});
