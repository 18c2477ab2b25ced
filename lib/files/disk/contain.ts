import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { isSystemError } from '#lib/system-error.ts';
import { parseFileKey, leadsOut } from '../file-key.ts';

/**
 * The path of `key` in `directory`. Throws `ForbiddenError` for what is no key (`parseFileKey`) or leads out
 * of the directory.
 */
export function containedPath(directory: string, key: string): string {
  const path = join(directory, parseFileKey(key));
  if (!isInside(directory, path)) throw leadsOut();
  return path;
}

/** As `containedPath`; throws `ForbiddenError` too when a linked folder on the way leads out of `directory`. */
export async function safePath(directory: string, key: string): Promise<string> {
  const path = containedPath(directory, key);
  await assertNoLinkOut(directory, path);
  return path;
}

/** Whether `path` lies below `directory`. Both are absolute. */
function isInside(directory: string, path: string): boolean {
  const way = relative(directory, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Looks at the nearest folder that exists. `directory` may be a link itself. */
async function assertNoLinkOut(directory: string, path: string): Promise<void> {
  const parent = dirname(path);
  if (!isInside(directory, parent)) return;
  const real = await findRealPath(parent);
  if (real === null) await assertNoLinkOut(directory, parent);
  else if (!isInside(await realpath(directory), real)) throw leadsOut();
}

async function findRealPath(path: string): Promise<string | null> {
  try {
    return await realpath(path);
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'ENAMETOOLONG')) return null;
    throw error;
  }
}
