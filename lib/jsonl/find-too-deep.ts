/**
 * No request or answer is nested by a hundredth of this. `JSON.parse` takes seconds for a few megabytes of brackets, and holds up everything else
 * that its process has to do.
 */
export const maxDepth = 1_000;

/** Below this size nothing can be nested deeply enough to take noticeable time. */
const harmlessBytes = 16 * 1024;

const [quote, backslash] = [0x22, 0x5c];

/** Where JSON in UTF-8 is nested more deeply than `maxDepth`, in bytes; null when it is not. Takes what is no JSON as well. */
export function findTooDeep(bytes: Uint8Array): number | null {
  if (bytes.length < harmlessBytes) return null;
  let depth = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === quote) {
      at = endOfString(bytes, at);
    } else if (byte === 0x5b || byte === 0x7b) {
      depth += 1;
      if (depth > maxDepth) return at;
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
