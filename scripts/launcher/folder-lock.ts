import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { StorageError } from '#lib/errors.ts';
import { isSystemError } from '#lib/system-error.ts';

/** Held by one process at a time. The system itself lets go of it when that process ends, however it ends. */
export type FileLock = { release(): void };

const busy = 5;
const notALock = 26;
const pollMs = 200;

/**
 * Takes the lock of `path`, or gives null when another process has it. SQLite does the locking: Node has no other way
 * to a lock that a kill -9 frees and a recycled process id can't fake. Throws `StorageError` for a file that
 * something else was written to.
 */
export function tryLock(path: string): FileLock | null {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('pragma locking_mode = exclusive; pragma journal_mode = memory; begin exclusive');
    return { release: () => database.close() };
  } catch (error) {
    database.close();
    const code = error instanceof Error && 'errcode' in error ? error.errcode : null;
    if (code === busy) return null;
    if (code !== notALock) throw error;
    throw new StorageError(
      `The file ${path} is damaged. It holds nothing that is needed: remove it, and start again.`,
      {
        cause: error,
      },
    );
  }
}

const addressSchema = z.object({ url: z.string() });
const addressFile = (dataDir: string): string => join(dataDir, 'launcher.json');

/** The address under which the launcher of this data folder serves; null while it starts or stops. */
export async function readAddress(dataDir: string): Promise<string | null> {
  try {
    return addressSchema.parse(JSON.parse(await readFile(addressFile(dataDir), 'utf8'))).url;
  } catch (error) {
    if (isSystemError(error, 'ENOENT') || error instanceof SyntaxError) return null;
    throw error;
  }
}

export async function writeAddress(dataDir: string, url: string): Promise<void> {
  await writeFile(addressFile(dataDir), JSON.stringify({ url, pid: process.pid }));
}

export async function removeAddress(dataDir: string): Promise<void> {
  await rm(addressFile(dataDir), { force: true });
}

/**
 * Takes the data folder for this launcher, or gives the address of the one that has it. Waits while that one starts or
 * stops, at most `timeoutMs`.
 */
export async function lockDataFolder(
  dataDir: string,
  timeoutMs: number,
): Promise<{ lock: FileLock; address: null } | { lock: null; address: string }> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    const lock = tryLock(join(dataDir, 'launcher.lock'));
    if (lock !== null) {
      await removeAddress(dataDir);
      return { lock, address: null };
    }
    const address = await readAddress(dataDir);
    if (address !== null) return { lock: null, address };
    await delay(pollMs);
  }
  throw new StorageError(
    `Another start has been at work in ${dataDir} for minutes: wait for it, or end it, and start again.`,
  );
}
