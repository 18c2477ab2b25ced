import { mkdir, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StorageError } from '#lib/errors.ts';
import { isSystemError } from '#lib/system-error.ts';

const leastFreeBytes = 300 * 1024 ** 2;
const keptLogs = 3;

// Closed even where the data folder itself has to let the database's user through.
const ownFolders = ['files', 'logs', 'sandbox'];

/**
 * Makes the data folder and its folder of logs. Throws `StorageError` when it can't be written to or the disk
 * is full.
 */
export async function openDataFolder(dataDir: string, freeBytesNeeded: number = leastFreeBytes): Promise<void> {
  try {
    await makeFolder(dataDir);
    for (const name of ownFolders) await makeFolder(join(dataDir, name));
    const probe = join(dataDir, `.probe-${process.pid}`);
    await writeFile(probe, 'Can this folder be written to?');
    await rm(probe);
  } catch (error) {
    if (isSystemError(error, 'ENOSPC', 'EDQUOT')) throw fullDisk(dataDir, 'no space is left there', error);
    throw new StorageError(
      `The data folder ${dataDir} can't be written to: change its owner, or set LANGBATCH_DATA_DIR to another folder.`,
      { cause: error },
    );
  }
  const { bavail, bsize } = await statfs(dataDir);
  if (bavail * bsize < freeBytesNeeded) {
    throw fullDisk(dataDir, `${Math.floor((bavail * bsize) / 1024 ** 2)} MB are left there`, undefined);
  }
}

/** A new, empty place for the log of a process: the logs of its last three runs stay beside it, numbered. */
export async function startLog(dataDir: string, name: string): Promise<string> {
  const path = join(dataDir, 'logs', `${name}.log`);
  for (let number = keptLogs; number > 0; number -= 1) {
    const older = number === 1 ? path : `${path}.${number - 1}`;
    await rename(older, `${path}.${number}`).catch((error: unknown) => {
      if (!isSystemError(error, 'ENOENT')) throw error;
    });
  }
  await writeFile(path, '', { mode: 0o600 });
  return path;
}

/** Like a recursive mkdir, which in Node never returns where a folder such as /proc refuses with "no such file". */
async function makeFolder(path: string): Promise<void> {
  if (await isFolder(path)) return;
  await makeFolder(dirname(path));
  await mkdir(path, { mode: 0o700 }).catch((error: unknown) => {
    if (!isSystemError(error, 'EEXIST')) throw error;
  });
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return false;
    throw error;
  }
}

function fullDisk(dataDir: string, how: string, cause: unknown): StorageError {
  return new StorageError(
    `The disk of ${dataDir} is full (${how}): free some space, or set LANGBATCH_DATA_DIR to a folder on another disk.`,
    { cause },
  );
}
