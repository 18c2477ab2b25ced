import { createHash } from 'node:crypto';
import type { FileStore } from '#lib/contracts/file-store.ts';
import { AppError, ConflictError, InvalidInputError } from '#lib/errors.ts';
import { uploadPartKey } from './upload-record.ts';

/** How far the parts reach without a gap. `from` is a place where a part is known to end. */
export async function findUploadOffset(files: FileStore, id: string, from = 0): Promise<number> {
  let offset = from;
  for (;;) {
    const bytes = await files.size(uploadPartKey(id, offset));
    if (bytes === null || bytes === 0) return offset;
    offset += bytes;
  }
}

/**
 * Stores what `content` brings as the part that begins at `offset`. When the content breaks off, what has arrived
 * is stored as a shorter part, and then the error is thrown on.
 */
export async function writeUploadPart(
  files: FileStore,
  id: string,
  offset: number,
  content: AsyncIterable<Uint8Array>,
): Promise<void> {
  const key = uploadPartKey(id, offset);
  const nothingNew = new AppError('aborted', 'Nothing new has arrived.');
  const breaks: unknown[] = [];
  async function* arriving(): AsyncGenerator<Uint8Array> {
    let received = 0;
    try {
      for await (const chunk of content) {
        received += chunk.length;
        yield chunk;
      }
    } catch (error) {
      breaks.push(error);
    }
    // Another machine may have stored more of the same bytes meanwhile: a shorter part must not take their place.
    if (received === 0 || ((await files.size(key)) ?? 0) >= received) throw nothingNew;
  }
  try {
    await files.write(key, arriving());
  } catch (error) {
    if (error !== nothingNew) throw error;
  }
  if (breaks.length > 0) throw breaks[0];
}

/**
 * Streams the parts as one file. Throws at the end, before its reader can take the file for whole: `ConflictError`
 * when it is not all there, `InvalidInputError` when it is not what the client's SHA-256 says.
 */
export async function* readUploadParts(
  files: FileStore,
  id: string,
  expected: { readonly bytes: number; readonly sha256: string | null },
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let offset = 0;
  while (offset < expected.bytes) {
    const start = offset;
    for await (const chunk of readPart(files, uploadPartKey(id, start))) {
      if (expected.sha256 !== null) hash.update(chunk);
      offset += chunk.length;
      yield chunk;
    }
    if (offset === start) throw incomplete();
  }
  if (offset !== expected.bytes) throw incomplete();
  if (expected.sha256 !== null && hash.digest('hex') !== expected.sha256) {
    throw new InvalidInputError('The file was changed on its way: what arrived is not what was sent. Upload it again.');
  }
}

async function* readPart(files: FileStore, key: string): AsyncGenerator<Uint8Array> {
  try {
    yield* files.read(key, undefined, { reusesChunk: true });
  } catch (error) {
    throw AppError.is(error) && error.code === 'not_found' ? incomplete() : error;
  }
}

function incomplete(): ConflictError {
  return new ConflictError('Not all of the file has arrived yet. Go on with the upload.');
}
