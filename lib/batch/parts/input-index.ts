import { inputIndexKey } from '#lib/batch/store/file-keys.ts';
import type { Context } from '#lib/contracts/context.ts';
import { StorageError } from '#lib/errors.ts';
import { decodeRow } from '#lib/jsonl/decode-row.ts';
import { readLines } from '#lib/jsonl/read-lines.ts';
import type { BatchRecord } from '#lib/record/record.ts';

/** Where a good line lies in the input file, without its line break. */
export interface InputRow {
  readonly line: number;
  readonly offset: number;
  readonly length: number;
  readonly customId: string;
  /** How many texts an embeddings request holds; 0 elsewhere. */
  readonly embeddingInputs: number;
}

/** An input row as a line of the index file, newline included. */
export function formatInputRow(row: InputRow): string {
  return `${JSON.stringify([row.line, row.offset, row.length, row.customId, row.embeddingInputs])}\n`;
}

/** The good lines of a checked batch in input order. Throws `StorageError` for a damaged index. */
export async function* readInputRows(ctx: Context, { input }: BatchRecord): AsyncGenerator<readonly InputRow[]> {
  const key = inputIndexKey(input);
  for await (const lines of readLines(ctx.files.read(key))) {
    yield lines.map(({ bytes }) => parseInputRow(bytes, key));
  }
}

function parseInputRow(bytes: Uint8Array | null, key: string): InputRow {
  const [line, offset, length, customId, embeddingInputs] = decodeRow(bytes);
  if (
    typeof line !== 'number' ||
    typeof offset !== 'number' ||
    typeof length !== 'number' ||
    typeof customId !== 'string' ||
    typeof embeddingInputs !== 'number'
  ) {
    throw new StorageError(`The stored file ${key} is damaged. Restore it from a backup.`);
  }
  return { line, offset, length, customId, embeddingInputs };
}
