/**
 * No request or answer is nested by a hundredth of this. `JSON.parse` takes seconds for a few megabytes of
 * brackets within each other, and holds up everything else that its process has to do.
 */
export const maxDepth = 1_000;

/**
 * A value with so many lists and objects takes 60 MB; as many as fit into a line would take all memory that
 * its process has.
 */
export const maxContainers = 1_000_000;

/** Below this size nothing takes noticeable time or memory, and most lines are shorter. */
const harmlessBytes = 16 * 1024;

const [quote, backslash] = [0x22, 0x5c];

interface Excess {
  readonly kind: 'too-deep' | 'too-many';
  /** In bytes. */
  readonly at: number;
}

/**
 * Where JSON in UTF-8 has more lists and objects, or more of them within each other, than may be parsed; null
 * when it has not. Takes what is no JSON as well.
 */
export function findExcess(bytes: Uint8Array): Excess | null {
  if (bytes.length < harmlessBytes) return null;
  let depth = 0;
  let containers = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === quote) {
      at = endOfString(bytes, at);
    } else if (byte === 0x5b || byte === 0x7b) {
      depth += 1;
      containers += 1;
      if (depth > maxDepth) return { kind: 'too-deep', at };
      if (containers > maxContainers) return { kind: 'too-many', at };
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1;
  }
  return null;
}

/** The place of the quote that ends the string, or the end of the bytes. */
function endOfString(bytes: Uint8Array, start: number): number {
  for (let end = bytes.indexOf(quote, start + 1); end !== -1; end = bytes.indexOf(quote, end + 1)) {
    let backslashes = 0;
    while (bytes[end - 1 - backslashes] === backslash) backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  return bytes.length;
}
