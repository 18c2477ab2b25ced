import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { migrateDatabase } from '#lib/db/migrate.ts';
import { timed } from './timed.ts';

/** Makes a database beside that of `databaseUrl`, with the same tables and indexes and nothing in them. */
export async function makeFloorDatabase(databaseUrl: string, name: string): Promise<void> {
  await withClient(databaseUrl, (client) => client.query(`create database "${name}"`));
  await migrateDatabase({ databaseUrl: besideOf(databaseUrl, name) });
}

export interface ResultRows {
  readonly batchId: string;
  readonly firstLine: number;
  readonly lastLine: number;
}

/** Writes result rows to a file as `COPY` takes them, in the order in which they lie in the table. */
export async function exportResults(databaseUrl: string, rows: ResultRows, path: string): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    const batch = pg.escapeLiteral(rows.batchId);
    const query = `select result.* from result join indexed_batch on number = batch_number
      where batch_id = ${batch} and line between ${rows.firstLine} and ${rows.lastLine} order by result.ctid`;
    const source = client.query(copyTo(`copy (${query}) to stdout with (format binary)`));
    await pipeline(source, createWriteStream(path));
  });
}

/** Milliseconds to add rows that lie ready in a file to the result table of the floor database. */
export async function timeCopy(databaseUrl: string, name: string, path: string): Promise<number> {
  return withClient(besideOf(databaseUrl, name), (client) =>
    timed(() =>
      pipeline(createReadStream(path), client.query(copyFrom('copy result from stdin with (format binary)'))),
    ),
  );
}

function besideOf(databaseUrl: string, name: string): string {
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function withClient<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
