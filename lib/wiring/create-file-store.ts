import { join } from 'node:path';
import type { Settings } from '#lib/config/env.ts';
import type { FileStore } from '#lib/contracts/file-store.ts';
import { createDiskFileStore } from '#lib/files/disk/create-disk-file-store.ts';

/** Where the files of batches and uploads are kept, by the settings: the one place that chooses. */
export function createFileStore({ dataDir }: Pick<Settings, 'dataDir'>): FileStore {
  return createDiskFileStore({ directory: join(dataDir, 'files') });
}
