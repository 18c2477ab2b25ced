import { readFile, writeFile } from 'node:fs/promises';
import { isSystemError } from '#lib/system-error.ts';
import { findFreePort, isPortFree } from './free-port.ts';

/**
 * The port written in `file` when it is free on `host`; otherwise a new one, which `file` remembers from now on, so
 * that a service keeps its port from one start to the next.
 */
export async function takeRememberedPort(file: string, host: string): Promise<number> {
  const remembered = await readRememberedPort(file);
  if (remembered !== null && (await isPortFree(host, remembered))) return remembered;
  const port = await findFreePort(host);
  await writeFile(file, `${port}\n`);
  return port;
}

/** The port written in `file`; null when there is none. */
export async function readRememberedPort(file: string): Promise<number | null> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return '';
    throw error;
  });
  const port = Number(text.trim());
  return Number.isInteger(port) && port > 0 && port <= 65_535 ? port : null;
}
