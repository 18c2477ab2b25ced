import { blockOf } from './tally.ts';

/**
 * As wide as the column: at 1,024 ids a block about a quarter of the bits is set, so few blocks are looked
 * into in vain.
 */
const bitCount = 8192;
const bytesPerSignature = bitCount / 8;

const textLength = 3;

/** Stands before the first character, so that beginnings of ids can be told from the rest; no stored id holds it. */
const beginning = '\u0001\u0001';

/** The signatures of all blocks of a batch, while its ids go by. */
export class BlockSignatures {
  readonly #signatures = new Map<number, Uint8Array>();

  /** Takes an id in its JSON-escaped form. */
  add(line: number, escapedId: string): void {
    const block = blockOf(line);
    let signature = this.#signatures.get(block);
    if (signature === undefined) {
      signature = new Uint8Array(bytesPerSignature);
      this.#signatures.set(block, signature);
    }
    setBits(signature, beginning + escapedId);
  }

  /** Each block with its signature in hexadecimal digits. */
  entries(): { readonly blocks: readonly number[]; readonly signatures: readonly string[] } {
    return {
      blocks: [...this.#signatures.keys()],
      signatures: Array.from(this.#signatures.values(), toHex),
    };
  }
}

/**
 * The bits, in hexadecimal digits, that a block must have when one of its ids holds the text, or begins with it. Blocks
 * without any such id may have them too.
 */
export function signatureOf(escapedText: string, isBeginning: boolean): string {
  const signature = new Uint8Array(bytesPerSignature);
  setBits(signature, isBeginning ? beginning + escapedText : escapedText);
  return toHex(signature);
}

/** Two bits for every three characters in a row, from one hash. */
function setBits(signature: Uint8Array, text: string): void {
  for (let at = 0; at + textLength <= text.length; at += 1) {
    let hash = Math.imul(text.charCodeAt(at), 0x9e37_79b1);
    hash = Math.imul(hash ^ text.charCodeAt(at + 1), 0x85eb_ca77);
    hash = Math.imul(hash ^ (hash >>> 15) ^ text.charCodeAt(at + 2), 0xc2b2_ae3d);
    hash ^= hash >>> 13;
    setBit(signature, hash & (bitCount - 1));
    setBit(signature, (hash >>> 16) & (bitCount - 1));
  }
}

function setBit(signature: Uint8Array, bit: number): void {
  signature[bit >> 3] = (signature[bit >> 3] ?? 0) | (1 << (bit & 7));
}

function toHex(signature: Uint8Array): string {
  return Buffer.from(signature.buffer).toString('hex');
}
