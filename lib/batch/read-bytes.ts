import { buffer } from 'node:stream/consumers';
import type { ByteRange, FileStore } from '../files/file-store.ts';

/** A range of a stored file, in memory: for ranges known to be small. */
export async function readBytes(files: FileStore, key: string, range: ByteRange): Promise<Buffer> {
  return buffer(files.read(key, range));
}
