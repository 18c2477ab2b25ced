import type { TableEncoding } from '#lib/shared/contract/table.ts';
import { sniffEncoding } from './sniff-encoding.ts';

export interface DecodedText {
  /** `utf-8` until a character decides that is not ASCII: up to there, encodings are the same. */
  readonly encoding: TableEncoding;
  readonly text: AsyncGenerator<string, void, undefined>;
}

/**
 * Turns bytes into text, without a byte order mark. Without `chosen`, the encoding is found out by the first piece that
 * holds more than ASCII, and the one after it: a first umlaut after megabytes of English decides as one in the first
 * line does. Bytes that the encoding does not have become U+FFFD.
 */
export function decodeText(bytes: AsyncIterable<Uint8Array>, chosen: TableEncoding | null): DecodedText {
  let encoding = chosen;
  async function* decode(): AsyncGenerator<string, void, undefined> {
    let decoder = encoding === null ? null : new TextDecoder(encoding);
    let held: Uint8Array | null = null;
    for await (const piece of bytes) {
      const chunk: Uint8Array = held === null ? piece : Buffer.concat([held, piece]);
      if (decoder === null) {
        const found = sniffEncoding(chunk);
        if (found !== null && held === null) {
          held = chunk;
          continue;
        }
        encoding = found;
        if (found !== null) decoder = new TextDecoder(found);
      }
      held = null;
      yield decoder === null ? Buffer.from(chunk).toString('latin1') : decoder.decode(chunk, { stream: true });
    }
    if (held !== null) {
      encoding = sniffEncoding(held);
      decoder = new TextDecoder(encoding ?? 'utf-8');
      yield decoder.decode(held, { stream: true });
    }
    const rest = decoder?.decode() ?? '';
    if (rest !== '') yield rest;
  }
  return {
    get encoding() {
      return encoding ?? 'utf-8';
    },
    text: decode(),
  };
}
