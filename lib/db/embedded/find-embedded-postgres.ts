import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError } from '#lib/system-error.ts';
import { findClusterDir } from './placement.ts';
import { embeddedUrl, probeServer, readPidFile } from './running-server.ts';

/**
 * The connection string of the server that somebody else runs in a data folder, password included; null when none
 * runs there. Starts and changes nothing.
 */
export async function findEmbeddedPostgres(options: {
  readonly dataDir: string;
  readonly sharedRoot?: string;
}): Promise<string | null> {
  try {
    const dataDir = await realpath(options.dataDir);
    const password = (await readFile(join(dataDir, 'postgres-password'), 'utf8')).trim();
    const clusterDir = await findClusterDir(dataDir, options.sharedRoot);
    const port = (await readPidFile(clusterDir))?.port ?? null;
    if (port === null || (await probeServer(port, password, clusterDir)) === 'none') return null;
    return embeddedUrl(port, password);
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return null;
    throw error;
  }
}
