import type { FileStore } from '#lib/contracts/file-store.ts';
import { WrongStateError } from '#lib/errors.ts';
import { findUploadRecord, uploadsPrefix } from './upload-record.ts';

export interface UploadRoom {
  /** Uploads that were begun and are not whole yet. */
  readonly maxOpen: number;
  /** What all of these have announced together. */
  readonly maxBytes: number;
}

/** Far more than people have under way, and little enough that nobody fills the disk with beginnings. */
export const defaultUploadRoom: UploadRoom = { maxOpen: 100, maxBytes: 50 * 1024 ** 3 };

/**
 * Throws `WrongStateError` when too much is under way for another upload of `bytes`. A store that cannot list
 * its files has no bound.
 */
export async function assertRoomForUpload(files: FileStore, bytes: number, room: UploadRoom): Promise<void> {
  const open = await findOpenUploads(files);
  if (open.length >= room.maxOpen) {
    throw new WrongStateError(
      `${room.maxOpen.toLocaleString('en')} uploads are unfinished already. Finish or cancel one of them first; unfinished uploads are removed after a week.`,
    );
  }
  let promised = bytes;
  for (const id of open) promised += (await findUploadRecord(files, id))?.bytes ?? 0;
  if (promised <= room.maxBytes) return;
  throw new WrongStateError(
    `The unfinished uploads would need more than ${Math.floor(room.maxBytes / 1024 ** 3).toLocaleString('en')} GB together. Finish or cancel one of them first; unfinished uploads are removed after a week.`,
  );
}

async function findOpenUploads(files: FileStore): Promise<readonly string[]> {
  if (files.list === undefined) return [];
  const begun = new Set<string>();
  const finished = new Set<string>();
  for await (const key of files.list(uploadsPrefix)) {
    const [id, file] = key.slice(uploadsPrefix.length).split('/');
    if (id === undefined) continue;
    if (file === 'upload.json') begun.add(id);
    else if (file === 'finished.json') finished.add(id);
  }
  return [...begun.difference(finished)];
}
