import type { FileStore } from '#lib/contracts/file-store.ts';
import { damagedFile } from '#lib/errors.ts';
import { lineFeedBytes } from '#lib/jsonl/line-feed.ts';
import { readLines } from '#lib/jsonl/read-lines.ts';
import { joinPieces } from '#lib/streams/join-pieces.ts';
import { copyLines } from './copy-lines.ts';
import type { InputRow } from './input-index.ts';
import type { PartRow } from './part-row.ts';

const openingBracket = 0x7b;
const chunkBytes = 64 * 1024;

/** Gives the rows that leave out `method` or `url` the text of those members. */
export async function* fillIn(
  source: AsyncIterable<readonly InputRow[]>,
  url: string,
): AsyncGenerator<readonly PartRow[]> {
  const method = '"method":"POST",';
  const address = `"url":${JSON.stringify(url)},`;
  const [both, methodOnly, urlOnly] = [method + address, method, address].map((text) => Buffer.from(text));
  for await (const rows of source) {
    yield rows.map((row) => {
      const insert = row.hasMethod ? (row.hasUrl ? undefined : urlOnly) : row.hasUrl ? methodOnly : both;
      return insert === undefined ? row : { ...row, insert };
    });
  }
}

/**
 * Streams lines of a stored file, each as it is there and followed by one line feed, with `insert` behind its
 * first bracket. Members of the request follow there, so what is inserted ends in a comma.
 */
export function copyRows(files: FileStore, key: string, rows: readonly PartRow[]): AsyncIterable<Uint8Array> {
  return rows.every(({ insert }) => insert === undefined)
    ? copyLines(files, key, rows)
    : joinPieces(copyFilled(files, key, rows), chunkBytes);
}

async function* copyFilled(files: FileStore, key: string, rows: readonly PartRow[]): AsyncGenerator<Uint8Array> {
  let next = 0;
  for await (const lines of readLines(copyLines(files, key, rows))) {
    for (const { bytes } of lines) {
      const row = rows[next++];
      const at = bytes === null ? 0 : bytes.indexOf(openingBracket) + 1;
      if (row === undefined || bytes === null || at === 0) throw damagedFile(key);
      if (row.insert === undefined) yield bytes;
      else yield Buffer.concat([bytes.subarray(0, at), row.insert, bytes.subarray(at)]);
      yield lineFeedBytes;
    }
  }
  if (next !== rows.length) throw damagedFile(key);
}
