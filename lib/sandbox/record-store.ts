import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { StorageError } from '#lib/errors.ts';

export interface StoredRecord {
  readonly id: string;
  /** Grows by one from record to record, so that lists keep their order within one second. */
  readonly sequence: number;
}

/** Small records as one JSON file each, all of them in memory too. A file is replaced in one step or not at all. */
export interface RecordStore<Item extends StoredRecord> {
  find(id: string): Item | null;
  /** Oldest first. */
  list(): readonly Item[];
  nextSequence(): number;
  /** Visible to readers at once; resolves when it is on disk. */
  save(record: Item): Promise<void>;
  remove(id: string): Promise<void>;
}

/** Opens the folder, making it when it is not there. Throws `StorageError` when a file in it is not one of ours. */
export async function openRecordStore<Item extends StoredRecord>(
  dir: string,
  schema: z.ZodType<Item>,
): Promise<RecordStore<Item>> {
  await mkdir(dir, { recursive: true });
  const records = new Map<string, Item>();
  for (const record of await readRecords(dir, schema)) records.set(record.id, record);
  let sequence = [...records.values()].at(-1)?.sequence ?? 0;
  const writes = new Map<string, Promise<void>>();

  /** One write after the other for each record, so that the newest content is the one that stays. */
  const enqueue = (id: string, write: () => Promise<void>): Promise<void> => {
    const earlier = writes.get(id) ?? Promise.resolve();
    const mine = earlier.then(write, write);
    writes.set(id, mine);
    const forget = (): void => {
      if (writes.get(id) === mine) writes.delete(id);
    };
    mine.then(forget, forget);
    return mine;
  };

  return {
    find: (id) => records.get(id) ?? null,
    list: () => [...records.values()],
    nextSequence: () => (sequence += 1),
    save(record) {
      records.set(record.id, record);
      return enqueue(record.id, () => writeWhole(join(dir, `${record.id}.json`), JSON.stringify(record)));
    },
    remove(id) {
      records.delete(id);
      return enqueue(id, () => rm(join(dir, `${id}.json`), { force: true }));
    },
  };
}

async function readRecords<Item extends StoredRecord>(dir: string, schema: z.ZodType<Item>): Promise<Item[]> {
  const names = await readdir(dir);
  await Promise.all(names.filter((name) => name.endsWith('.tmp')).map((name) => rm(join(dir, name), { force: true })));
  const records: Item[] = [];
  for (const name of names.filter((name) => name.endsWith('.json'))) {
    try {
      records.push(schema.parse(JSON.parse(await readFile(join(dir, name), 'utf8'))));
    } catch (error) {
      throw new StorageError(
        `The sandbox cannot read ${join(dir, name)}. Stop the product, remove the sandbox's folder and start again: only made-up answers are lost.`,
        { cause: error },
      );
    }
  }
  return records.toSorted((one, other) => one.sequence - other.sequence);
}

async function writeWhole(path: string, content: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
