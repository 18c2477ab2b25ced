import { z } from 'zod';
import type { FileStore } from '#lib/contracts/file-store.ts';
import { NotFoundError, StorageError } from '#lib/errors.ts';
import { findJsonFile, writeJsonFile } from '#lib/files/json-file.ts';

/* What is stored of an upload, all below `uploads/<id>/`: its record, its parts, and how it ended. */

export const uploadsPrefix = 'uploads/';

/** Ids come back in addresses: nothing else than these letters gets as far as the file store. */
const uploadIdPattern = /^[a-z0-9][a-z0-9_-]{0,63}$/;

export function isUploadId(text: string): boolean {
  return uploadIdPattern.test(text);
}

const uploadRecordSchema = z.object({
  version: z.literal(1),
  id: z.string(),
  /** Of the whole file. */
  bytes: z.number().int().nonnegative(),
  metadata: z.record(z.string(), z.string().nullable()),
  createdAt: z.iso.datetime(),
});
export type UploadRecord = z.infer<typeof uploadRecordSchema>;

const finishedUploadSchema = z.object({
  version: z.literal(1),
  batchId: z.string(),
  sha256: z.string(),
});
export type FinishedUpload = z.infer<typeof finishedUploadSchema>;

/** The prefix of all that belongs to an upload. */
export function uploadPrefix(id: string): string {
  return `${uploadsPrefix}${id}/`;
}

export function uploadPartsPrefix(id: string): string {
  return `${uploadPrefix(id)}parts/`;
}

/** A part is named by where it begins in the file, so that each one leads to the next. */
export function uploadPartKey(id: string, offset: number): string {
  return `${uploadPartsPrefix(id)}${offset}`;
}

const recordKey = (id: string): string => `${uploadPrefix(id)}upload.json`;
const finishedKey = (id: string): string => `${uploadPrefix(id)}finished.json`;

export async function saveUploadRecord(files: FileStore, record: UploadRecord): Promise<void> {
  await writeJsonFile(files, recordKey(record.id), record);
}

/** Null when there is no such upload, or no more. */
export async function findUploadRecord(files: FileStore, id: string): Promise<UploadRecord | null> {
  return findJson(files, recordKey(id), uploadRecordSchema);
}

/** Throws `NotFoundError`. */
export async function getUploadRecord(files: FileStore, id: string): Promise<UploadRecord> {
  const record = await findUploadRecord(files, id);
  if (record === null) throw new NotFoundError('This upload is no longer here. Choose the file again.');
  return record;
}

export async function saveFinishedUpload(files: FileStore, id: string, finished: FinishedUpload): Promise<void> {
  await writeJsonFile(files, finishedKey(id), finished);
}

/** Null while the upload has not become a batch's input. */
export async function findFinishedUpload(files: FileStore, id: string): Promise<FinishedUpload | null> {
  return findJson(files, finishedKey(id), finishedUploadSchema);
}

async function findJson<S extends z.ZodType>(files: FileStore, key: string, schema: S): Promise<z.output<S> | null> {
  return findJsonFile(
    files,
    key,
    schema,
    (cause) => new StorageError(`The file ${key} is damaged. Upload the file again.`, { cause }),
  );
}
