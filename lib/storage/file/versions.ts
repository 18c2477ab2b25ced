import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StorageError } from '#lib/errors.ts';
import { isSystemError } from '#lib/system-error.ts';

/*
 * A batch is a folder, and each version of its record one file in it, `<version>.json`, written once and never
 * changed. The file with the highest number counts.
 */

const versionPattern = /^([1-9]\d{0,14})\.json$/;

/** So many newest versions cannot vanish under one reader unless something else removes them. */
const maxLooks = 20;

/** Files that are growing in a folder begin with this. */
export const unfinishedPrefix = '.unfinished-';

export interface Folder {
  /** Ascending. */
  readonly versions: readonly number[];
  /** Names of what savers are writing, or have left. */
  readonly unfinished: readonly string[];
}

export interface WrittenVersion {
  readonly version: number;
  readonly text: string;
  readonly writtenAt: Date;
}

export function versionFile(folder: string, version: number): string {
  return join(folder, `${version}.json`);
}

/** What a folder holds; nothing when there is none. */
export async function readFolder(folder: string): Promise<Folder> {
  const entries = await orWhenAbsent([], () => readdir(folder, { withFileTypes: true }));
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  return {
    versions: names
      .map((name) => Number(versionPattern.exec(name)?.[1] ?? 0))
      .filter((version) => version > 0)
      .toSorted((left, right) => left - right),
    unfinished: names.filter((name) => name.startsWith(unfinishedPrefix)),
  };
}

/** The version that counts, or null when the folder has none. */
export async function readNewestVersion(folder: string): Promise<WrittenVersion | null> {
  for (let look = 1; look <= maxLooks; look += 1) {
    const version = (await readFolder(folder)).versions.at(-1);
    if (version === undefined) return null;
    const read = await orWhenAbsent(null, () => readVersion(folder, version));
    // Gone since we looked: the batch was removed, or newer versions have come.
    if (read !== null) return read;
  }
  throw new StorageError('The record of this batch vanishes while it is read. Check who else works in its folder.');
}

async function readVersion(folder: string, version: number): Promise<WrittenVersion> {
  const handle = await open(versionFile(folder, version), 'r');
  try {
    const { mtime } = await handle.stat();
    return { version, text: await handle.readFile('utf8'), writtenAt: mtime };
  } finally {
    await handle.close();
  }
}

/** What `step` gives, or `absent` when a file or folder that it needs is not there. */
export async function orWhenAbsent<Found, Absent>(absent: Absent, step: () => Promise<Found>): Promise<Found | Absent> {
  try {
    return await step();
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return absent;
    throw error;
  }
}
