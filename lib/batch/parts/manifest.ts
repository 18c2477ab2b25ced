import type { Context } from '#lib/contracts/context.ts';
import { damagedFile } from '#lib/errors.ts';
import { decodeRow } from '#lib/jsonl/decode-row.ts';
import { readLines } from '#lib/jsonl/read-lines.ts';
import type { RequestPlace } from '#lib/shared/contract/batch-view.ts';

/** Which requests a part holds, in the part's order. */
export interface Manifest {
  /** Lines of the input file, ascending. */
  readonly lines: Uint32Array;
  /** From a custom_id to its place in `lines`. */
  readonly placeOf: ReadonlyMap<string, number>;
}

export function formatManifestRow(row: { readonly line: number; readonly customId: string }): string {
  return `${JSON.stringify([row.line, row.customId])}\n`;
}

/** Reads a part's manifest. Throws `StorageError` for a damaged one. */
export async function readManifest(ctx: Context, key: string): Promise<Manifest> {
  const found: number[] = [];
  const placeOf = new Map<string, number>();
  for await (const batch of readLines(ctx.files.read(key))) {
    for (const { bytes } of batch) {
      const [line, customId] = decodeRow(bytes);
      if (typeof line !== 'number' || typeof customId !== 'string') {
        throw damagedFile(key);
      }
      placeOf.set(customId, found.push(line) - 1);
    }
  }
  return { lines: Uint32Array.from(found), placeOf };
}

/**
 * Which requests lines of the part are, such as those that a provider names: 1-based. What the part does not
 * hold is left out.
 */
export function placesInPart(
  { lines, placeOf }: Manifest,
  partLines: readonly number[],
): ReadonlyMap<number, RequestPlace> {
  const wanted = new Set(partLines);
  const found = new Map<number, RequestPlace>();
  for (const [customId, place] of placeOf) {
    const line = lines[place];
    if (line !== undefined && wanted.has(place + 1)) found.set(place + 1, { line, customId });
  }
  return found;
}
