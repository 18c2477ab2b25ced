import { join } from 'node:path';

/** Where the files of a data folder are. */
export function filesDirectory(dataDir: string): string {
  return join(dataDir, 'files');
}
