import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidInputError } from '#lib/errors.ts';
import { isSystemError } from '#lib/system-error.ts';
import { keepSecret } from './keep-secret.ts';

/** What keys are sealed with, and what opens those that were sealed before a change; null outside of one. */
export interface Secrets {
  readonly secret: string;
  readonly previousSecret: string | null;
}

/*
 * The secret of a data folder is in the file `secret`. While it is changed the new one is in `secret-next`, and takes
 * the other's place once everything is sealed with it: when both files are there, either may be needed.
 */
const current = (dataDir: string): string => join(dataDir, 'secret');
const next = (dataDir: string): string => join(dataDir, 'secret-next');

/** The secret of a data folder, made on first use; both after a change that was cut short. */
export async function keepSecrets(dataDir: string): Promise<Secrets> {
  const kept = await keepSecret(current(dataDir));
  const unfinished = await readSecret(next(dataDir));
  return unfinished === null ? { secret: kept, previousSecret: null } : { secret: unfinished, previousSecret: kept };
}

/** The same without making one: null where there is none yet. */
export async function readKeptSecrets(dataDir: string): Promise<Secrets | null> {
  return (await readSecret(current(dataDir))) === null ? null : keepSecrets(dataDir);
}

/**
 * Makes a new secret for a data folder and has `change` seal everything with it. Ended at any moment, everything can
 * still be opened, and the next call goes on with the same secret. Throws `InvalidInputError` where there is none yet.
 */
export async function replaceKeptSecret<T>(dataDir: string, change: (secrets: Secrets) => Promise<T>): Promise<T> {
  const previousSecret = await readSecret(current(dataDir));
  if (previousSecret === null) {
    throw new InvalidInputError(`There is no secret in the data folder ${dataDir} yet: npm start makes one.`);
  }
  const secret = await keepSecret(next(dataDir));
  // Nothing may be sealed with a secret that a power cut could still take away.
  await flush(next(dataDir));
  await flush(dataDir);
  const changed = await change({ secret, previousSecret });
  await rename(next(dataDir), current(dataDir));
  await flush(dataDir);
  return changed;
}

async function readSecret(file: string): Promise<string | null> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return null;
    throw error;
  }
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
