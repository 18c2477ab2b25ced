import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import { migrateDatabase } from '#lib/db/migrate.ts';
import { startTestServer } from './database-server.ts';

export type TestDatabase = {
  /** Connection string; to be read inside tests and hooks, not before. */
  readonly url: string;
};

const template = 'migrated';
const advisoryLock = 1;
const closeTimeoutMs = 5_000;

/**
 * Gives the test file that calls it a database of its own, with all migrations applied unless `isEmpty`. A connection
 * that is still open after the last test of the file fails it.
 */
export function useDatabase(options: { readonly isEmpty?: boolean } = {}): TestDatabase {
  const name = `test_${randomBytes(6).toString('hex')}`;
  let url = '';
  beforeAll(async () => {
    const server = await startTestServer(inject('databaseServerDir'));
    if (options.isEmpty !== true) await makeTemplate(server.url);
    await run(server.url, `create database ${name}${options.isEmpty === true ? '' : ` template ${template}`}`);
    url = withDatabase(server.url, name);
  });
  afterAll(async () => {
    if (url !== '') await dropDatabase(url, name);
  });
  return {
    get url() {
      if (url === '') throw new Error('The database is there once the tests run: read its url in a test or hook.');
      return url;
    },
  };
}

async function makeTemplate(serverUrl: string): Promise<void> {
  const client = await open(serverUrl);
  try {
    await client.query('select pg_advisory_lock($1)', [advisoryLock]);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [template]);
    if (rowCount !== 0) return;
    await client.query('drop database if exists unfinished');
    await client.query('create database unfinished');
    await migrateDatabase({ databaseUrl: withDatabase(serverUrl, 'unfinished') });
    await client.query(`alter database unfinished rename to ${template}`);
  } finally {
    await client.end();
  }
}

/** A closed connection takes the server a moment to forget; one that stays was leaked by a test. */
async function dropDatabase(url: string, name: string): Promise<void> {
  const serverUrl = withDatabase(url, 'postgres');
  const deadline = Date.now() + closeTimeoutMs;
  for (;;) {
    const open = await run(serverUrl, `select query from pg_stat_activity where datname = '${name}'`);
    if (open.length === 0 || Date.now() > deadline) {
      await run(serverUrl, `drop database ${name} with (force)`);
      if (open.length === 0) return;
      const queries = open.map(({ query }) => String(query)).join('; ');
      throw new Error(`Connections to the database were left open; they last ran: ${queries}`);
    }
    await delay(20);
  }
}

async function run(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = await open(url);
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function open(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
