import { createWriteStream, openAsBlob } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Context } from '#lib/contracts/context.ts';
import { AppError, StorageError } from '#lib/errors.ts';

const type = 'application/jsonl';

/**
 * Opens a stored file as a blob that can be sent twice and is not read into memory. Throws what `send` throws.
 * Throws `StorageError` when the file is gone, or when a store without paths needs a copy and the temporary folder
 * has no room.
 */
export async function withLocalBlob<T>(ctx: Context, key: string, send: (content: Blob) => Promise<T>): Promise<T> {
  if (ctx.files.localPath !== undefined) return send(await openStored(key, ctx.files.localPath(key)));
  const directory = await inTemporaryFolder(key, () => mkdtemp(join(tmpdir(), 'langbatch-')));
  try {
    const path = join(directory, 'part.jsonl');
    return await send(
      await inTemporaryFolder(key, async () => {
        await pipeline(ctx.files.read(key), createWriteStream(path), { signal: ctx.signal });
        return openAsBlob(path, { type });
      }),
    );
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Node's own error names neither the file nor the reason. */
async function openStored(key: string, path: string): Promise<Blob> {
  try {
    return await openAsBlob(path, { type });
  } catch (error) {
    throw cannotBeSent(
      key,
      'it is gone, or this account may not read it. Put it back where the batches are kept',
      error,
    );
  }
}

async function inTemporaryFolder<T>(key: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (AppError.is(error) && error.code === 'not_found') {
      throw cannotBeSent(key, 'it is gone. Put it back where the batches are kept', error);
    }
    if (!(error instanceof Error && 'syscall' in error && 'code' in error)) throw error;
    const reason = error.code === 'ENOSPC' ? 'the disk is full' : `the disk reports ${String(error.code)}`;
    const what = `its copy in the temporary folder could not be made: ${reason}. Make room there, or let TMPDIR name another folder`;
    throw cannotBeSent(key, what, error);
  }
}

function cannotBeSent(key: string, what: string, cause: unknown): StorageError {
  return new StorageError(`The file ${key} cannot be sent: ${what}, then try again.`, { cause });
}
