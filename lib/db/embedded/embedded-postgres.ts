import { mkdir, readFile, realpath, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { keepSecret } from '#lib/config/keep-secret.ts';
import { StorageError } from '#lib/errors.ts';
import { isPortFree } from '#lib/net/free-port.ts';
import { takeRememberedPort } from '#lib/net/remembered-port.ts';
import { isSystemError } from '#lib/system-error.ts';
import { findBinaries } from './binaries.ts';
import { describeFailure, prepareCluster } from './cluster.ts';
import { settlePlacement } from './placement.ts';
import type { Placement, PlacementOptions } from './placement.ts';
import { runProgram } from './run-program.ts';
import { databaseName, embeddedUrl, findServerProcesses, probeServer, readPidFile } from './running-server.ts';

export type EmbeddedPostgresOptions = {
  /** Absolute. Holds the cluster, its password and its log; made when missing. */
  readonly dataDir: string;
  /** Where it has to listen; without it on a free port, the same as last time where that is free. */
  readonly port?: number;
  /** Server settings over the defaults, such as `{ fsync: 'off' }` for tests. Words and numbers only. */
  readonly serverSettings?: Readonly<Record<string, string>>;
  readonly placement?: Pick<PlacementOptions, 'sharedRoot' | 'canMakeNamespace'>;
};

export type EmbeddedPostgres = {
  /** Connection string of the database `langbatch`, password included. */
  readonly url: string;
  readonly port: number;
  /** The server of an earlier run was still there and goes on. */
  readonly isAdopted: boolean;
  /** Set when the data had to move out of the data folder. */
  readonly movedTo: string | null;
  /** Stops the server, ending the sessions it has; resolves when it is down. Safe to call twice. */
  stop(): Promise<void>;
};

const startTimeoutMs = 30_000;
const retryPauseMs = 100;

const defaultSettings = {
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  shared_buffers: '256MB',
  // Bulk loads of a million rows would otherwise run into a checkpoint every few seconds.
  max_wal_size: '4GB',
};

/**
 * Starts the PostgreSQL server of a data folder on a loopback port, or adopts the one that an earlier, killed run left
 * behind. Makes cluster, password and database on first use. Throws `StorageError` with what to do when it can't.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  await mkdir(join(options.dataDir, 'logs'), { recursive: true, mode: 0o700 });
  const dataDir = await realpath(options.dataDir);
  const placement = await settlePlacement({ dataDir, binaries: await findBinaries(), ...options.placement });
  await mkdir(dirname(placement.clusterDir), { recursive: true });
  const password = await keepSecret(join(dataDir, 'postgres-password'));
  await prepareCluster(placement, password);

  const settings = { ...defaultSettings, ...options.serverSettings };
  const server = { dataDir, placement, password, settings, wantedPort: options.port ?? null };
  const { port, isAdopted } = await startOrAdopt(server);
  await createDatabase(port, password);
  return {
    url: embeddedUrl(port, password),
    port,
    isAdopted,
    movedTo: placement.movedTo,
    stop: () => stop(placement),
  };
}

type Server = {
  readonly dataDir: string;
  readonly placement: Placement;
  readonly password: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly wantedPort: number | null;
};

async function startOrAdopt(server: Server): Promise<{ port: number; isAdopted: boolean }> {
  const { clusterDir } = server.placement;
  const deadline = Date.now() + startTimeoutMs;
  let failure = '';
  while (Date.now() < deadline) {
    const left = await readPidFile(clusterDir);
    const port = left?.port ?? null;
    const probe = port === null ? 'none' : await probeServer(port, server.password, clusterDir);
    if (port !== null && probe === 'ours') return { port, isAdopted: true };

    const holders = left === null || probe === 'busy' ? [] : await findServerProcesses(clusterDir, left.pid);
    if (probe === 'none' && holders.length === 0) {
      // Nobody works on this cluster, so whoever has the id in the file now is a stranger, and the file is in the way.
      if (left !== null) await rm(join(clusterDir, 'postmaster.pid'), { force: true });
      const attempt = await start(server);
      if (attempt.failure === null) return { port: attempt.port, isAdopted: false };
      failure = attempt.failure;
      if (!isWorthRetrying(failure)) break;
    }
    await delay(retryPauseMs);
  }
  if (failure !== '') throw describeFailure('The database did not start', failure);
  throw new StorageError(
    `The database of an earlier run still holds ${clusterDir} and does not answer: end its processes, or wait until they ended, and start again.`,
  );
}

/** Another start was faster, the port was taken meanwhile, or the last processes of a killed server still run. */
function isWorthRetrying(failure: string): boolean {
  return /lock file|could not bind|Address already in use|shared memory block/i.test(failure);
}

async function start(server: Server): Promise<{ port: number; failure: string | null }> {
  const { account, binaries, clusterDir, logFile } = server.placement;
  const { wantedPort } = server;
  if (wantedPort !== null && !(await isPortFree('127.0.0.1', wantedPort))) {
    throw new StorageError(`The database did not start: another program listens on its port ${wantedPort}.`);
  }
  const port = wantedPort ?? (await takeRememberedPort(join(server.dataDir, 'postgres-port'), '127.0.0.1'));
  const settings = Object.entries(server.settings).map(([name, value]) => `-c ${name}=${value}`);
  const serverOptions = ['-p', String(port), '-h 127.0.0.1', "-k ''", ...settings].join(' ');
  const logStart = (await readLog(logFile)).length;
  const startArgs = ['start', '-w', '-t', String(startTimeoutMs / 1000), '-D', clusterDir, '-l', logFile];
  const { code, output } = await runProgram(account, binaries.pgCtl, [...startArgs, '-o', serverOptions]);
  return { port, failure: code === 0 ? null : `${output}\n${(await readLog(logFile)).slice(logStart)}` };
}

async function stop({ account, binaries, clusterDir }: Placement): Promise<void> {
  if ((await readPidFile(clusterDir)) === null) return;
  const { code, output } = await runProgram(account, binaries.pgCtl, ['stop', '-w', '-m', 'fast', '-D', clusterDir]);
  const isGone = /is server running|No such process/i.test(output);
  if (code !== 0 && !isGone) throw describeFailure('The database did not stop', output);
}

async function createDatabase(port: number, password: string): Promise<void> {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', password, database: 'postgres' });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [databaseName]);
    if (rowCount === 0) await client.query(`create database ${databaseName}`);
  } catch (error) {
    // 42P04: another start made it meanwhile; 23505 is the same seen from the catalog's unique index.
    if (!(error instanceof pg.DatabaseError) || !['42P04', '23505'].includes(error.code ?? '')) throw error;
  } finally {
    await client.end();
  }
}

async function readLog(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return '';
    throw error;
  }
}
