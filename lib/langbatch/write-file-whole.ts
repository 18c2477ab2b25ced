import { randomUUID } from 'node:crypto';
import { chmod, mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isSystemError } from '#lib/system-error.ts';
import { BatchResultsError } from './errors.ts';

/**
 * Writes a file for the caller. The file gets its name once it is whole. Follows a link, and keeps the permissions
 * of a file that it replaces. Throws `BatchResultsError` for a path that cannot be a file. What `content` throws
 * passes as it is.
 */
export async function writeFileWhole(path: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  const { target, mode } = await onPath(path, () => findTarget(path));
  const temporary = `${target}.${randomUUID()}.part`;
  const file = await onPath(path, () => open(temporary, 'wx'));
  try {
    try {
      for await (const chunk of content) await onPath(path, () => file.writeFile(chunk));
      await onPath(path, () => file.sync());
    } finally {
      await file.close();
    }
    await onPath(path, async () => {
      if (mode !== null) await chmod(temporary, mode);
      await rename(temporary, target);
    });
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Where the bytes go in the end, and the rights of what is there; null when nothing is. */
async function findTarget(path: string): Promise<{ readonly target: string; readonly mode: number | null }> {
  try {
    const target = await realpath(path);
    const found = await stat(target);
    if (found.isFile()) return { target, mode: found.mode & 0o777 };
    throw new BatchResultsError(
      'invalid_input',
      `${path} is not a file that results can be written to. Give another path.`,
    );
  } catch (error) {
    if (!isSystemError(error, 'ENOENT')) throw error;
    await mkdir(dirname(path), { recursive: true });
    return { target: path, mode: null };
  }
}

async function onPath<T>(path: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error) || error instanceof BatchResultsError) throw error;
    throw new BatchResultsError('storage_failed', `The results cannot be written to ${path}: ${error.message}.`, {
      cause: error,
    });
  }
}
