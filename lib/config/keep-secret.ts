import { randomBytes } from 'node:crypto';
import { chmod, link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StorageError } from '#lib/errors.ts';
import { isSystemError } from '#lib/system-error.ts';

/**
 * The secret in `file`, which only its owner can read: 43 random characters, made on first use. Of two processes that
 * come at once one makes it, and both get the same.
 */
export async function keepSecret(file: string): Promise<string> {
  const secret = randomBytes(32).toString('base64url');
  const unfinished = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    await writeFile(unfinished, `${secret}\n`, { mode: 0o600, flag: 'wx' });
    // A link, unlike a rename, never replaces what is there.
    await link(unfinished, file);
  } catch (error) {
    if (!isSystemError(error, 'EEXIST')) throw error;
  } finally {
    await rm(unfinished, { force: true });
  }
  await chmod(file, 0o600);
  const kept = (await readFile(file, 'utf8')).trim();
  if (kept !== '') return kept;
  throw new StorageError(
    `The file ${file} is empty: restore it from a backup. Without one, remove it: a new one is made, and keys that were saved with the old one must be entered again.`,
  );
}

/** The key of the sandbox of this data folder: whoever cannot read the folder cannot use it. */
export async function keepSandboxKey(dataDir: string): Promise<string> {
  return keepSecret(join(dataDir, 'sandbox-key'));
}
