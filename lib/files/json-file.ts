import { z } from 'zod';
import type { FileStore } from '#lib/contracts/file-store.ts';

/** Stores a value as JSON. Throws as `write` does. */
export async function writeJsonFile(
  files: FileStore,
  key: string,
  value: unknown,
  options?: { signal?: AbortSignal },
): Promise<void> {
  await files.write(key, jsonContent(value), options);
}

async function* jsonContent(value: unknown): AsyncGenerator<Uint8Array> {
  yield Buffer.from(JSON.stringify(value));
}

/** What `writeJsonFile` has stored, or null where there is no such file. Throws what `onDamage` makes of a broken one. */
export async function findJsonFile<S extends z.core.$ZodType>(
  files: FileStore,
  key: string,
  schema: S,
  onDamage: (error: unknown) => Error,
): Promise<z.output<S> | null> {
  if ((await files.size(key)) === null) return null;
  const text = Buffer.concat(await Array.fromAsync(files.read(key))).toString();
  try {
    return z.parse(schema, JSON.parse(text));
  } catch (error) {
    throw onDamage(error);
  }
}
