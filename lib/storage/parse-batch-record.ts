import { StorageError } from '#lib/errors.ts';
import { type BatchRecord, batchRecordSchema } from '#lib/record/record.ts';
import { isNewerRecord, upgradeRecord } from '#lib/record/upgrade.ts';

/**
 * The record in a stored document, or in the JSON text of one, brought up to today's shape. Throws
 * `StorageError` for one that is damaged, that only a newer version of LangBatch knows, or that belongs to
 * another batch than `id`.
 */
export function parseBatchRecord(id: string, document: unknown): BatchRecord {
  const stored = typeof document === 'string' ? parseJson(id, document) : document;
  if (isNewerRecord(stored)) {
    throw new StorageError(
      `Batch ${id} was saved by a newer version of LangBatch. Update LangBatch to read it; it has not been changed.`,
    );
  }
  const parsed = batchRecordSchema.safeParse(upgradeRecord(stored));
  if (!parsed.success) {
    throw new StorageError(
      `Batch ${id} is stored in a form that this version of LangBatch does not know. Update LangBatch.`,
      { cause: parsed.error },
    );
  }
  if (parsed.data.id === id) return parsed.data;
  throw new StorageError(`What is stored as batch ${id} is another batch. Restore it from a backup, or remove it.`);
}

function parseJson(id: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new StorageError(`The stored record of batch ${id} is damaged. Restore it from a backup, or remove it.`, {
      cause: error,
    });
  }
}
