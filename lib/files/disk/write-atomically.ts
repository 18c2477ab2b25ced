import { createHash } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { StoredFile } from '#lib/contracts/file-store.ts';
import { onDisk } from './disk-failure.ts';
import { makeDirectory, syncDirectory } from './durable-directory.ts';

/** Small chunks, such as lines, are gathered to blocks of this size before they go to the disk. */
const blockBytes = 256 * 1024;

/**
 * Writes `content` to `temporaryPath`, syncs it, and gives it its name in one step; the name is synced too before
 * this returns. When anything fails, the temporary file is gone and whatever had the name before is untouched.
 */
export async function writeAtomically(
  key: string,
  content: AsyncIterable<Uint8Array>,
  paths: { readonly path: string; readonly temporaryPath: string },
): Promise<StoredFile> {
  const { path, temporaryPath } = paths;
  const handle = await onDisk('stored', key, () => open(temporaryPath, 'wx', 0o600));
  try {
    let stored: StoredFile;
    try {
      stored = await writeBlocks(content, (block) => onDisk('stored', key, () => handle.writeFile(block)));
      await onDisk('stored', key, () => handle.sync());
    } finally {
      await handle.close();
    }
    await onDisk('stored', key, () => moveDurably(temporaryPath, path));
    return stored;
  } catch (error) {
    await rm(temporaryPath, { force: true });
    throw error;
  }
}

async function writeBlocks(
  content: AsyncIterable<Uint8Array>,
  write: (block: Uint8Array) => Promise<void>,
): Promise<StoredFile> {
  const hash = createHash('sha256');
  const block = Buffer.allocUnsafeSlow(blockBytes);
  let filled = 0;
  let bytes = 0;
  const put = async (piece: Uint8Array): Promise<void> => {
    if (piece.length === 0) return;
    hash.update(piece);
    bytes += piece.length;
    await write(piece);
  };
  for await (const chunk of content) {
    if (filled + chunk.length > block.length) {
      await put(block.subarray(0, filled));
      filled = 0;
    }
    if (chunk.length >= block.length) await put(chunk);
    else {
      block.set(chunk, filled);
      filled += chunk.length;
    }
  }
  await put(block.subarray(0, filled));
  return { bytes, sha256: hash.digest('hex') };
}

async function moveDurably(from: string, to: string): Promise<void> {
  const parent = dirname(to);
  await makeDirectory(parent);
  await rename(from, to);
  await syncDirectory(parent);
}
