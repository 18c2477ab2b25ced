import type { Stats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Context } from '#lib/contracts/context.ts';
import { isSystemError } from '#lib/system-error.ts';
import { BatchError, BatchInitializationError } from './errors.ts';
import { makeBatch, type MakeOptions } from './make-batch.ts';
import { countBytes } from './progress.ts';

/** Stores the file as a draft, makes lines of a table, and checks every line. Returns the batch's id. */
export async function makeBatchFromFile(ctx: Context, path: string, options: MakeOptions): Promise<string> {
  const wanted = options.template === undefined ? 'a JSONL file' : 'a CSV file or an Excel workbook';
  const before = await onInput(path, () => statInput(path, wanted));
  await using file = await onInput(path, () => open(path));
  const content = readInput(path, file.createReadStream({ autoClose: false }), before);
  const counted = countBytes(content, before.size, options.onProgress);
  // Awaited here, as the file is closed when this function is left.
  return await makeBatch(ctx, { inputName: basename(path), content: counted, unwritable: null, ...options });
}

/** Reading a pipe or a device would hang, or never end. */
async function statInput(path: string, wanted: string): Promise<Stats> {
  const found = await stat(path);
  if (found.isFile()) return found;
  const what = found.isDirectory() ? 'a folder' : 'no file with an end';
  throw new BatchInitializationError('invalid_input', `${path} is ${what}. Give the path of ${wanted}.`);
}

async function* readInput(path: string, content: AsyncIterable<unknown>, before: Stats): AsyncGenerator<Uint8Array> {
  const chunks = content[Symbol.asyncIterator]();
  for (;;) {
    const step: IteratorResult<unknown, unknown> = await onInput(path, () => chunks.next());
    if (step.done === true) break;
    if (step.value instanceof Uint8Array) yield step.value;
  }
  const after = await onInput(path, () => stat(path));
  if (after.size === before.size && after.mtimeMs === before.mtimeMs) return;
  throw new BatchInitializationError(
    'invalid_input',
    `${path} was changed while it was read. Try again when nobody writes it.`,
  );
}

async function onInput<T>(path: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error) || error instanceof BatchError) throw error;
    if (isSystemError(error, 'ENOENT', 'ENOTDIR'))
      throw new BatchInitializationError('not_found', `There is no file ${path}. Check the path.`, { cause: error });
    throw new BatchInitializationError('invalid_input', `The file ${path} cannot be read: ${error.message}.`, {
      cause: error,
    });
  }
}
