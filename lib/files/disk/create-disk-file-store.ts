import { constants } from 'node:fs';
import type { Stats } from 'node:fs';
import { lstat, mkdir, open, readdir, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ByteRange, FileStore } from '#lib/contracts/file-store.ts';
import { NotFoundError } from '#lib/errors.ts';
import { stopOnAbort } from '#lib/streams/stop-on-abort.ts';
import { isSystemError } from '#lib/system-error.ts';
import { parseFilePrefix } from '../file-key.ts';
import { containedPath, safePath } from './contain.ts';
import { onDisk } from './disk-failure.ts';
import { removeLeftovers, unfinishedName } from './unfinished-files.ts';
import { writeAtomically } from './write-atomically.ts';

/** Files grow here and are renamed away when whole: one folder to clean, on the same disk as all the others. */
const unfinishedFolder = '.unfinished';

const readBytes = 1024 * 1024;

/**
 * Files as plain files below `directory`, which is made when it is missing. Several processes may share it.
 * Links are no files and lead nowhere. What crashed writes left is removed before the first write.
 */
export function createDiskFileStore(options: { readonly directory: string; readonly now?: () => Date }): FileStore {
  const directory = resolve(options.directory);
  const unfinished = join(directory, unfinishedFolder);
  const now = options.now ?? (() => new Date());
  const prepare = onceUnlessItFails(async () => {
    await mkdir(unfinished, { recursive: true, mode: 0o700 });
    await removeLeftovers(unfinished, now());
  });

  return {
    async write(key, content, { signal } = {}) {
      const path = await onDisk('stored', key, async () => {
        await prepare();
        return safePath(directory, key);
      });
      const source = signal === undefined ? content : stopOnAbort(content, signal);
      return writeAtomically(key, source, { path, temporaryPath: join(unfinished, unfinishedName()) });
    },

    async *read(key, range = { start: 0 }, { reusesChunk = false } = {}) {
      const handle = await onDisk('read', key, async () => openFile(await safePath(directory, key)));
      if (handle === null) throw new NotFoundError({ code: 'file_missing', facts: { key } });
      try {
        yield* readRange(handle, key, range, reusesChunk);
      } finally {
        await handle.close();
      }
    },

    size: (key) =>
      onDisk('read', key, async () => {
        const found = await findEntry(await safePath(directory, key));
        return found?.isFile() === true ? found.size : null;
      }),

    remove: (key) =>
      onDisk('removed', key, async () => {
        const path = await safePath(directory, key);
        if ((await findEntry(path))?.isFile() === true) await rm(path, { force: true });
      }),

    removeAll: (prefix) =>
      onDisk('removed', prefix, async () => {
        const path = await safePath(directory, folderKey(prefix));
        if ((await findEntry(path))?.isDirectory() !== true) return;
        // Tried again when somebody writes into the folder at the same moment.
        await rm(path, { recursive: true, force: true, maxRetries: 3 });
      }),

    async *list(prefix) {
      yield* listFiles(await safePath(directory, folderKey(prefix)), prefix);
    },

    localPath: (key) => containedPath(directory, key),
  };
}

async function* readRange(
  handle: FileHandle,
  key: string,
  range: ByteRange,
  reusesChunk: boolean,
): AsyncGenerator<Uint8Array> {
  if (range.start < 0) throw new RangeError(`A range begins at 0 or later, not at ${range.start}.`);
  const { size } = await onDisk('read', key, () => handle.stat());
  const end = Math.min(range.end ?? size, size);
  const blockFor = (bytes: number): Buffer => Buffer.allocUnsafe(Math.max(0, Math.min(readBytes, bytes)));
  const reused = reusesChunk ? blockFor(end - range.start) : null;
  for (let position = range.start; position < end;) {
    const block = reused?.subarray(0, end - position) ?? blockFor(end - position);
    const { bytesRead } = await onDisk('read', key, () => handle.read(block, 0, block.length, position));
    if (bytesRead === 0) return;
    position += bytesRead;
    yield block.subarray(0, bytesRead);
  }
}

/** Null when there is no file of this name. */
async function openFile(path: string): Promise<FileHandle | null> {
  return orWhenAbsent(null, async () => {
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
    return null;
  });
}

/** Keys of all files below the folder at `path`, each beginning with `prefix`. */
async function* listFiles(path: string, prefix: string): AsyncGenerator<string> {
  const entries = await onDisk('read', prefix, () => orWhenAbsent([], () => readdir(path, { withFileTypes: true })));
  for (const entry of entries) {
    if (entry.isDirectory()) yield* listFiles(join(path, entry.name), `${prefix}${entry.name}/`);
    else if (entry.isFile()) yield `${prefix}${entry.name}`;
  }
}

function folderKey(prefix: string): string {
  return parseFilePrefix(prefix).slice(0, -1);
}

/** Null when there is nothing of this name. A link is described itself, not what it leads to. */
async function findEntry(path: string): Promise<Stats | null> {
  return orWhenAbsent(null, () => lstat(path));
}

async function orWhenAbsent<Found, Absent>(absent: Absent, step: () => Promise<Found>): Promise<Found | Absent> {
  try {
    return await step();
  } catch (error) {
    // ELOOP is what O_NOFOLLOW says of a link.
    if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP')) return absent;
    throw error;
  }
}

function onceUnlessItFails(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  return () => {
    running ??= work().catch((error: unknown) => {
      running = null;
      throw error;
    });
    return running;
  };
}
