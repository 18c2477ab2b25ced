import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { ForbiddenError } from '../../errors.ts';
import { isSystemError } from '../../system-error.ts';

/**
 * The path of `key` in `directory`. Throws `ForbiddenError` for a key that names nothing below the directory, that
 * could mean different files on different systems (back slashes, NUL, empty segments), or whose segments begin with
 * a dot: those are the store's own.
 */
export function containedPath(directory: string, key: string): string {
  const path = join(directory, key);
  const isOrdinary = key.split('/').every((segment) => segment !== '' && !segment.startsWith('.'));
  if (!isOrdinary || /[\\\0]/.test(key) || !isInside(directory, path)) throw leadsOut();
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

function leadsOut(): ForbiddenError {
  return new ForbiddenError('This name leads out of the folder for files. Use names such as batches/b1/input.jsonl.');
}
