import fc from 'fast-check';
import { readLines, type JsonlLine, type ReadLinesOptions } from '#lib/jsonl/read-lines.ts';

/** Cuts bytes into chunks at the given places, modulo the length; empty chunks may occur. */
export function cutIntoChunks(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = cuts.map((cut) => cut % (bytes.length + 1)).toSorted((left, right) => left - right);
  return [0, ...places].map((from, index) => bytes.slice(from, places[index] ?? bytes.length));
}

export const anyCuts = fc.array(fc.nat({ max: 100_000 }), { maxLength: 12 });

/** All lines of a source, in one array. */
export async function collectLines(chunks: Iterable<Uint8Array>, options?: ReadLinesOptions): Promise<JsonlLine[]> {
  const lines: JsonlLine[] = [];
  for await (const batch of readLines(chunks, options)) lines.push(...batch);
  return lines;
}
