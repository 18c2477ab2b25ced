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
