import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { StorageError } from '#lib/errors.ts';
import { isSystemError } from '#lib/system-error.ts';
import { giveTo } from './placement.ts';
import type { Placement } from './placement.ts';
import { runProgram } from './run-program.ts';

/**
 * Makes the cluster unless it is there. It is built beside its place and moved there whole, so that a start that was
 * killed leaves nothing half done. Throws `StorageError` when another version of PostgreSQL made it, and when nothing can
 * be moved to its place.
 */
export async function prepareCluster(placement: Placement, password: string): Promise<void> {
  const { account, binaries, clusterDir } = placement;
  if (await hasCluster(clusterDir)) {
    await refuseOtherVersion(placement);
    return;
  }
  const unfinished = join(dirname(clusterDir), `${basename(clusterDir)}.new-${randomBytes(4).toString('hex')}`);
  const passwordFile = `${unfinished}.password`;
  try {
    await mkdir(unfinished, { mode: 0o700 });
    await writeFile(passwordFile, password, { mode: 0o600 });
    await giveTo(account, unfinished);
    await giveTo(account, passwordFile);
    const { code, output } = await runProgram(account, binaries.initdb, [
      `--pgdata=${unfinished}`,
      '--username=postgres',
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
    ]);
    if (code !== 0) throw describeFailure('The database could not be set up', output);
    await rename(unfinished, clusterDir);
  } catch (error) {
    if (isSystemError(error, 'EBUSY')) throw isMounted(clusterDir, error);
    // Another start was first; its cluster is as good as ours.
    if (!isSystemError(error, 'ENOTEMPTY', 'EEXIST')) throw error;
  } finally {
    await rm(passwordFile, { force: true });
    await rm(unfinished, { recursive: true, force: true });
  }
}

function isMounted(clusterDir: string, cause: unknown): StorageError {
  return new StorageError(
    `The database is moved to ${clusterDir} whole, which is not possible as something is mounted there. Mount it at ${dirname(clusterDir)} instead, or set LANGBATCH_DATA_DIR to another folder.`,
    { cause },
  );
}

/** Turns what a PostgreSQL program wrote into an error that says what to do; the text itself becomes its cause. */
export function describeFailure(what: string, output: string): StorageError {
  const cause = new Error(output.trim());
  if (/No space left on device/i.test(output)) {
    return new StorageError(`${what}: the disk is full. Free some space and start again.`, { cause });
  }
  if (/Permission denied/i.test(output)) {
    return new StorageError(
      `${what}: the data folder is not writable. Change its owner, or set LANGBATCH_DATA_DIR to another folder.`,
      { cause },
    );
  }
  return new StorageError(`${what}: ${lastLine(output)}`, { cause });
}

function lastLine(output: string): string {
  const lines = output.split('\n').filter((line) => /\b(error|fatal|panic|could not|cannot)\b/i.test(line));
  return (lines.at(-1) ?? 'it gave no reason').trim();
}

async function hasCluster(clusterDir: string): Promise<boolean> {
  try {
    await stat(join(clusterDir, 'PG_VERSION'));
    return true;
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return false;
    throw error;
  }
}

async function refuseOtherVersion({ account, binaries, clusterDir }: Placement): Promise<void> {
  const found = (await readFile(join(clusterDir, 'PG_VERSION'), 'utf8')).trim();
  const { output } = await runProgram(account, binaries.postgres, ['--version']);
  const ours = /\s(\d+)/.exec(output)?.[1] ?? '';
  if (found !== ours) {
    throw new StorageError(
      `The database in ${clusterDir} was made by PostgreSQL ${found}, and this version of LangBatch brings PostgreSQL ${ours}: start the version of LangBatch that made it, or set LANGBATCH_DATA_DIR to a new folder.`,
    );
  }
}
