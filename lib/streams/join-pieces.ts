/** Joins pieces until they have at least `fewestBytes`: a response, or a write, is slow when it is made of many. */
export async function* joinPieces(
  source: AsyncIterable<Uint8Array>,
  fewestBytes: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of source) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes < fewestBytes) continue;
    yield Buffer.concat(pieces);
    pieces = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(pieces);
}
