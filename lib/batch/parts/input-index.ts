import { inputIndexKey } from '#lib/batch/store/file-keys.ts';
import type { Context } from '#lib/contracts/context.ts';
import { damagedFile } from '#lib/errors.ts';
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
  /** False where the line leaves it out, to be filled in for providers that want it. */
  readonly hasMethod: boolean;
  readonly hasUrl: boolean;
}

const lacksMethod = 1;
const lacksUrl = 2;

/** An input row as a line of the index file, newline included. */
export function formatInputRow(row: InputRow): string {
  const lacks = (row.hasMethod ? 0 : lacksMethod) + (row.hasUrl ? 0 : lacksUrl);
  const members = [row.line, row.offset, row.length, row.customId, row.embeddingInputs];
  return `${JSON.stringify(lacks === 0 ? members : [...members, lacks])}\n`;
}

/** The good lines of a checked batch in input order. Throws `StorageError` for a damaged index. */
export async function* readInputRows(ctx: Context, { input }: BatchRecord): AsyncGenerator<readonly InputRow[]> {
  const key = inputIndexKey(input);
  for await (const lines of readLines(ctx.files.read(key))) {
    yield lines.map(({ bytes }) => parseInputRow(bytes, key));
  }
}

function parseInputRow(bytes: Uint8Array | null, key: string): InputRow {
  const [line, offset, length, customId, embeddingInputs, lacks = 0] = decodeRow(bytes);
  if (
    typeof line !== 'number' ||
    typeof offset !== 'number' ||
    typeof length !== 'number' ||
    typeof customId !== 'string' ||
    typeof embeddingInputs !== 'number' ||
    typeof lacks !== 'number'
  ) {
    throw damagedFile(key);
  }
  const [hasMethod, hasUrl] = [(lacks & lacksMethod) === 0, (lacks & lacksUrl) === 0];
  return { line, offset, length, customId, embeddingInputs, hasMethod, hasUrl };
}
