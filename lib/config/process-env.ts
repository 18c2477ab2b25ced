import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv as parseEnvFile } from 'node:util';
import { isSystemError } from '#lib/system-error.ts';
import { parseEnv } from './env.ts';
import type { Settings } from './env.ts';

/**
 * The settings of this process: `changes`, over its environment, over the `.env` file of `projectDir`. `dataDir` comes
 * back absolute. Throws `InvalidInputError` with all problems at once.
 */
export function readProcessSettings(
  projectDir: string = process.cwd(),
  changes: Readonly<Record<string, string>> = {},
): Settings {
  const settings = parseEnv({ ...readEnvFile(join(projectDir, '.env')), ...process.env, ...changes });
  return { ...settings, dataDir: resolve(projectDir, settings.dataDir) };
}

/**
 * Other programs give these names other meanings, so a script that only sends batches is not told that they
 * are wrong.
 */
const ofServersAlone = { PORT: '', HOST: '', LANGBATCH_URL: '', LANGBATCH_ROLE: '' };

/** The settings of a script on the dashboard's database: those of the servers themselves are not looked at. */
export function readScriptSettings(changes: Readonly<Record<string, string>> = {}): Settings {
  return readProcessSettings(process.cwd(), { ...changes, ...ofServersAlone });
}

/** The settings of a script that keeps its batches elsewhere: a `DATABASE_URL` is then some other program's. */
export function readLibrarySettings(): Settings {
  return readScriptSettings({ DATABASE_URL: '' });
}

/** Whether Next runs with reload and error traces, which it says by this variable itself. */
export function isDevelopment(): boolean {
  return process.env['NODE_ENV'] === 'development';
}

function readEnvFile(path: string): Record<string, string | undefined> {
  try {
    return { ...parseEnvFile(readFileSync(path, 'utf8')) };
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return {};
    throw error;
  }
}
