import type { Clock } from '#lib/contracts/context.ts';
import type { FileStore } from '#lib/contracts/file-store.ts';
import { uploadLifetimeMs } from '#lib/shared/contract/upload.ts';
import { findUploadRecord, uploadPrefix, uploadsPrefix } from './upload-record.ts';

/**
 * Removes uploads that were begun too long ago to be gone on with, finished ones too: their bytes belong to a batch
 * by then. Returns how many. Does nothing in a store that cannot list its files.
 */
export async function removeExpiredUploads(options: {
  readonly files: FileStore;
  readonly clock: Clock;
}): Promise<number> {
  const { files, clock } = options;
  if (files.list === undefined) return 0;
  const ids = new Set<string>();
  for await (const key of files.list(uploadsPrefix)) {
    const [id] = key.slice(uploadsPrefix.length).split('/');
    if (id !== undefined) ids.add(id);
  }
  const oldestMs = clock.now().getTime() - uploadLifetimeMs;
  let removed = 0;
  for (const id of ids) {
    const record = await findUploadRecord(files, id);
    // Parts without a record were left by a removal that a crash cut short.
    if (record !== null && Date.parse(record.createdAt) > oldestMs) continue;
    await files.removeAll(uploadPrefix(id));
    removed += 1;
  }
  return removed;
}
