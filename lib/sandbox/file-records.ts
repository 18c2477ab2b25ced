import { randomBytes } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { openRecordStore, type RecordStore } from './record-store.ts';
import { createSeededRandom } from './seeded-random.ts';

const fileRecord = z.object({
  version: z.literal(1),
  id: z.string(),
  sequence: z.number(),
  purpose: z.string(),
  filename: z.string(),
  bytes: z.number(),
  createdAtMs: z.number(),
  /** Null: it stays until it is deleted. */
  expiresAtMs: z.number().nullable(),
});
export type FileRecord = Readonly<z.infer<typeof fileRecord>>;

export type NewFile = Pick<FileRecord, 'id' | 'purpose' | 'filename' | 'bytes' | 'createdAtMs' | 'expiresAtMs'>;

/** The files that the sandbox holds, with their content on disk. */
export interface FileRecords {
  /** Null when there is none, or it has expired by `nowMs`. */
  find(id: string, nowMs: number): FileRecord | null;
  /** Oldest first, without the expired ones. */
  list(nowMs: number): readonly FileRecord[];
  contentPath(file: FileRecord): string;
  /** Moves the content from `path` into the folder and then records it. */
  add(file: NewFile, path: string): Promise<FileRecord>;
  remove(file: FileRecord): Promise<void>;
}

/** Opens the files in `dir` and removes those that have expired by `nowMs`. */
export async function openFileRecords(dir: string, nowMs: number): Promise<FileRecords> {
  const records: RecordStore<FileRecord> = await openRecordStore(dir, fileRecord);
  const contentPath = (file: { readonly id: string }): string => join(dir, `${file.id}.data`);
  const isAlive = (file: FileRecord, nowMs: number): boolean => file.expiresAtMs === null || nowMs < file.expiresAtMs;

  const remove = async (file: FileRecord): Promise<void> => {
    await records.remove(file.id);
    await rm(contentPath(file), { force: true });
  };
  for (const file of records.list()) if (!isAlive(file, nowMs)) await remove(file);

  return {
    find(id, nowMs) {
      const file = records.find(id);
      return file !== null && isAlive(file, nowMs) ? file : null;
    },
    list: (nowMs) => records.list().filter((file) => isAlive(file, nowMs)),
    contentPath,
    async add(file, path) {
      await rename(path, contentPath(file));
      const record: FileRecord = {
        version: 1,
        sequence: records.find(file.id)?.sequence ?? records.nextSequence(),
        ...file,
      };
      await records.save(record);
      return record;
    },
    remove,
  };
}

/** An id as OpenAI makes them: `file-` and 22 letters and digits. With a seed it is the same each time. */
export function makeFileId(seed: string = randomBytes(16).toString('hex')): string {
  return `file-${createSeededRandom(seed).base62(22)}`;
}
