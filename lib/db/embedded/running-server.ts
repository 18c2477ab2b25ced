import { readdir, readFile, readlink, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { isSystemError } from '#lib/system-error.ts';
import { runProgram } from './run-program.ts';

/** What `postmaster.pid` says, null where it is cut off. The process may be long gone, its id a stranger's by now. */
export type PidFile = { readonly pid: number | null; readonly port: number | null };

// The server starts up, shuts down or recovers; or it has no connection left.
// https://www.postgresql.org/docs/18/errcodes-appendix.html
const busyCodes = ['57P03', '53300'];

export type Probe = 'ours' | 'busy' | 'none';

export const databaseName = 'langbatch';

/** How to connect to the database `langbatch` of an embedded server. */
export function embeddedUrl(port: number, password: string): string {
  return `postgresql://postgres:${password}@127.0.0.1:${port}/${databaseName}`;
}

/** Reads `postmaster.pid` of a cluster; null when there is none. */
export async function readPidFile(clusterDir: string): Promise<PidFile | null> {
  try {
    const [pid, , , port] = (await readFile(join(clusterDir, 'postmaster.pid'), 'utf8')).split('\n').map(Number);
    return { pid: pid || null, port: port || null };
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return null;
    throw error;
  }
}

/**
 * Asks the server on `port` whether it serves `clusterDir`: `ours`, `busy` when a server is starting or stopping, and
 * `none` when nobody or somebody else listens there.
 */
export async function probeServer(port: number, password: string, clusterDir: string): Promise<Probe> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password,
    database: 'postgres',
    connectionTimeoutMillis: 2_000,
  });
  client.on('error', ignoreLateError);
  try {
    await client.connect();
    const { rows } = await client.query<{ folder: string }>(`select current_setting('data_directory') as folder`);
    return rows[0] !== undefined && (await isSameFolder(rows[0].folder, clusterDir)) ? 'ours' : 'none';
  } catch (error) {
    return error instanceof pg.DatabaseError && busyCodes.includes(error.code ?? '') ? 'busy' : 'none';
  } finally {
    await client.end();
  }
}

/** A server that goes away while we hang up is what we asked about, not a failure. */
function ignoreLateError(): void {}

async function isSameFolder(left: string, right: string): Promise<boolean> {
  try {
    return (await realpath(left)) === (await realpath(right));
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'EACCES')) return false;
    throw error;
  }
}

/**
 * Ids of living processes that work on the cluster: the server itself and its backends, which end a moment after a
 * killed server. A zombie doesn't count. On Linux every server process has the cluster as its working folder.
 */
export function findServerProcesses(clusterDir: string, pid: number | null): Promise<number[]> {
  return process.platform === 'linux' ? findByWorkingFolder(clusterDir) : findByCommand(clusterDir, pid);
}

async function findByWorkingFolder(clusterDir: string): Promise<number[]> {
  const folder = await realpath(clusterDir);
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found: number[] = [];
  for (const id of ids) {
    try {
      // A zombie's link can't be read, nor can that of a process that ended meanwhile or is another user's.
      if ((await readlink(`/proc/${id}/cwd`)) === folder) found.push(Number(id));
    } catch (error) {
      if (!isSystemError(error, 'ENOENT', 'ESRCH', 'EACCES')) throw error;
    }
  }
  return found.filter((id) => id !== process.pid);
}

async function findByCommand(clusterDir: string, pid: number | null): Promise<number[]> {
  if (pid === null) return [];
  const { output } = await runProgram({ kind: 'self' }, 'ps', ['-o', 'stat=,command=', '-p', String(pid)]);
  return output.includes(clusterDir) && !output.trimStart().startsWith('Z') ? [pid] : [];
}
