import { decodeLine } from './decode.ts';

/** The members of a line that is a JSON array; empty for any other line. */
export function decodeRow(bytes: Uint8Array | null): readonly unknown[] {
  const decoded = bytes === null ? null : decodeLine(bytes);
  return decoded?.ok === true && isArray(decoded.value) ? decoded.value : [];
}

function isArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
