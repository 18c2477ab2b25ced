import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { onTestFinished } from 'vitest';
import { startEmbeddedPostgres } from '#lib/db/embedded/embedded-postgres.ts';
import type { EmbeddedPostgres, EmbeddedPostgresOptions } from '#lib/db/embedded/embedded-postgres.ts';

/** An empty data folder, gone after the test together with whatever server still runs in it. */
export async function makeDataFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'langbatch-data-')));
  onTestFinished(async () => {
    for (const path of [folder, sharedRootOf(folder)]) await rm(path, { recursive: true, force: true, maxRetries: 5 });
  });
  return folder;
}

/** Starts the server of a data folder and stops it after the test, before the folder goes. */
export async function startServer(
  dataDir: string,
  options: Omit<EmbeddedPostgresOptions, 'dataDir'> = {},
): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, placement: { sharedRoot: sharedRootOf(dataDir) }, ...options });
  onTestFinished(() => server.stop());
  return server;
}

/** Where a cluster goes that can't stay in its folder: beside it instead of in the system's own place. */
function sharedRootOf(folder: string): string {
  return `${folder}-shared`;
}

/** Runs one statement on a connection of its own and gives its rows. */
export async function query(server: Pick<EmbeddedPostgres, 'url'>, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
