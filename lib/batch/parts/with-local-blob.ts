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
    throw new StorageError({ code: 'part_not_readable', facts: { key } }, { cause: error });
  }
}

async function inTemporaryFolder<T>(key: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (AppError.is(error) && error.code === 'not_found') {
      throw new StorageError({ code: 'part_not_readable', facts: { key } }, { cause: error });
    }
    if (!(error instanceof Error && 'syscall' in error && 'code' in error)) throw error;
    const facts = { key, systemCode: String(error.code) };
    throw new StorageError({ code: 'part_not_copied', facts }, { cause: error });
  }
}
