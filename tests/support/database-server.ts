import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '#lib/db/embedded/embedded-postgres.ts';
import type { EmbeddedPostgres } from '#lib/db/embedded/embedded-postgres.ts';
import { isSystemError } from '#lib/system-error.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Data folder of the database server that all files of this project share. Nothing runs there until one asks. */
    databaseServerDir: string;
  }
}

const prefix = 'langbatch-test-';

// The data of a test is gone with it, so nothing has to survive a power cut.
const serverSettings = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_connections: '200' };

/** Starts the database server of a test run, or joins the one that another file has started. */
export function startTestServer(dataDir: string): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ dataDir, serverSettings, placement: { sharedRoot: `${dataDir}-shared` } });
}

/** Vitest's global set-up: names the folder of the run's server, and stops the server after the last file. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  await removeLeftovers();
  const dataDir = join(tmpdir(), `${prefix}${process.pid}-${project.name}`);
  await mkdir(dataDir, { mode: 0o700 });
  project.provide('databaseServerDir', dataDir);
  return () => remove(dataDir);
}

/** Servers of runs that were killed before they could stop them. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(new RegExp(`^${prefix}(\\d+)-\\w+$`).exec(name)?.[1]);
    const dataDir = join(tmpdir(), name);
    if (pid > 0 && !isAlive(pid) && (await stat(dataDir)).uid === process.getuid?.()) await remove(dataDir);
  }
}

async function remove(dataDir: string): Promise<void> {
  if (existsSync(join(dataDir, 'postgres-password'))) await (await startTestServer(dataDir)).stop();
  for (const path of [dataDir, `${dataDir}-shared`]) await rm(path, { recursive: true, force: true, maxRetries: 5 });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return !isSystemError(error, 'ESRCH');
  }
}
