import type { FileStore } from '#lib/contracts/file-store.ts';
import { damagedFile } from '#lib/errors.ts';

/**
 * Reads a range of a stored file into memory: for ranges that are small and that exist. Throws `StorageError` when
 * the file ends before the range does, and `NotFoundError` when there is no file.
 */
export async function readBytes(
  files: FileStore,
  key: string,
  { start, end }: { readonly start: number; readonly end: number },
): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - start);
  let at = 0;
  for await (const chunk of files.read(key, { start, end }, { reusesChunk: true })) {
    if (at + chunk.length > bytes.length) throw damagedFile(key);
    bytes.set(chunk, at);
    at += chunk.length;
  }
  if (at < bytes.length) throw damagedFile(key);
  return bytes;
}
