/**
 * Cuts a stream into blocks of exactly `blockBytes`, the last one shorter. The source may use a chunk again
 * once the next one is asked for.
 */
export async function* inBlocks(
  content: AsyncIterable<Uint8Array>,
  blockBytes: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let pieces: Uint8Array[] = [];
  let gathered = 0;
  for await (const chunk of content) {
    for (let taken = 0; taken < chunk.length;) {
      // Copied, as its maker may use a chunk again; the `slice` of a Buffer would not do that.
      const piece = Uint8Array.from(chunk.subarray(taken, taken + blockBytes - gathered));
      pieces.push(piece);
      gathered += piece.length;
      taken += piece.length;
      if (gathered < blockBytes) continue;
      yield Buffer.concat(pieces);
      pieces = [];
      gathered = 0;
    }
  }
  if (gathered > 0) yield Buffer.concat(pieces);
}
