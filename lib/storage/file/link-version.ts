import { randomUUID } from 'node:crypto';
import { link, lstat, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ConflictError, StorageError } from '#lib/errors.ts';
import { makeDirectory, syncDirectory } from '#lib/files/disk/durable-directory.ts';
import { isSystemError } from '#lib/system-error.ts';
import { orWhenAbsent, readFolder, unfinishedPrefix, versionFile } from './versions.ts';

/** A version goes once it has been there for so long, and two newer ones are there. */
const keepMs = 10 * 60 * 1000;

/** A saver who needed longer than this for its link may have linked the name of a version that is long gone. */
const trustedMs = keepMs / 2;

export interface VersionToLink {
  readonly id: string;
  readonly folder: string;
  readonly text: string;
  readonly expectedVersion: number;
  readonly now: () => Date;
}

/**
 * Writes the version after `expectedVersion` if that is the newest, and returns its number. Throws `ConflictError`
 * otherwise; `StorageError` when this process stood still so long that nobody can say whether the save counts.
 */
export async function linkVersion(save: VersionToLink): Promise<number> {
  const { id, folder, text, expectedVersion, now } = save;
  const version = expectedVersion + 1;
  const path = join(folder, `${unfinishedPrefix}${randomUUID()}`);
  if (expectedVersion === 0) await makeDirectory(folder);
  try {
    if (!(await orWhenAbsent(false, () => writeDurably(path, text)))) throw conflict(id);
    const seenAt = now();
    const isLate = (): boolean => now().getTime() - seenAt.getTime() > trustedMs;
    if ((await findNewest(folder)) !== expectedVersion || isLate()) throw conflict(id);
    if (!(await linkOnce(path, versionFile(folder, version)))) throw conflict(id);
    await orWhenAbsent(undefined, () => syncDirectory(folder));
    // The newest version is never removed: if that is ours, its name was free because nobody had used it. If it is
    // not, a version of this number may have been there and gone, and ours is void.
    if (isLate() && (await findNewest(folder)) !== version) throw stoodStill(id);
  } finally {
    await rm(path, { force: true });
  }
  await removeOld(folder, version, now().getTime() - keepMs);
  return version;
}

/** 0 when there is none. */
async function findNewest(folder: string): Promise<number> {
  return (await readFolder(folder)).versions.at(-1) ?? 0;
}

async function writeDurably(path: string, text: string): Promise<true> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return true;
}

/** False when the name is taken, or when the folder was removed. */
async function linkOnce(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (isSystemError(error, 'EEXIST', 'ENOENT')) return false;
    if (!isSystemError(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK')) throw error;
    throw new StorageError(
      'This disk cannot give a file two names, which saving batches safely needs. Use a folder on another disk.',
      { cause: error },
    );
  }
}

/**
 * Removes old versions, and what killed savers left. Age counts from the link, which sets ctime: a saver who saw the
 * version before as the newest has at least `keepMs` from then on to find the name taken.
 */
async function removeOld(folder: string, newest: number, linkedBefore: number): Promise<void> {
  const { versions, unfinished } = await readFolder(folder);
  const old = versions.filter((version) => version <= newest - 2).map((version) => versionFile(folder, version));
  for (const path of old) if (!(await removeIfOlder(path, linkedBefore))) break;
  for (const name of unfinished) await removeIfOlder(join(folder, name), linkedBefore);
}

async function removeIfOlder(path: string, before: number): Promise<boolean> {
  const found = await orWhenAbsent(null, () => lstat(path));
  if (found !== null && found.ctimeMs >= before) return false;
  await rm(path, { force: true });
  return true;
}

function conflict(id: string): ConflictError {
  return new ConflictError(`Batch ${id} was changed by somebody else at the same moment. Try again.`);
}

function stoodStill(id: string): StorageError {
  return new StorageError(
    `This process stood still while it saved batch ${id}, and others went on: whether that save counts is not known. Load the batch to see.`,
  );
}
