import { findExcess } from './find-excess.ts';
import { findJsonError } from './find-json-error.ts';

/** A line's JSON value and text, or what is wrong with it and where. */
export type DecodedLine =
  | { readonly ok: true; readonly value: unknown; readonly text: string }
  | {
      readonly ok: false;
      readonly kind: 'utf8' | 'json' | 'too-deep' | 'too-many';
      /** Index into `text`, in UTF-16 units; the text's length when it ends too early. */
      readonly position: number;
      /** With kind `utf8`: U+FFFD stands where bytes could not be read. */
      readonly text: string;
    };

export type ParsedJson = { readonly ok: true; readonly value: unknown } | { readonly ok: false };

const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lossyDecoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Decodes one line as strict UTF-8 and JSON; a byte order mark is no white space here. Never throws: a bad
 * line is data. What the standards leave open is taken as `JSON.parse` takes it: numbers overflow to
 * infinity, escaped lone surrogates pass.
 */
export function decodeLine(bytes: Uint8Array): DecodedLine {
  let text: string;
  try {
    text = strictDecoder.decode(bytes);
  } catch {
    const lossyText = lossyDecoder.decode(bytes);
    return { ok: false, kind: 'utf8', position: findFirstReplacement(bytes, lossyText), text: lossyText };
  }
  const excess = findExcess(bytes);
  if (excess !== null) {
    const position = strictDecoder.decode(bytes.subarray(0, excess.at)).length;
    return { ok: false, kind: excess.kind, position, text };
  }
  const parsed = parseJson(text);
  if (parsed.ok) return { ok: true, value: parsed.value, text };
  return { ok: false, kind: 'json', position: findJsonError(text) ?? text.length, text };
}

/** `JSON.parse` that answers instead of throwing. */
export function parseJson(text: string): ParsedJson {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}

/**
 * Everything before the first bad byte decodes exactly, so its offset follows from the text; a U+FFFD that
 * the bytes spell out is passed over.
 */
function findFirstReplacement(bytes: Uint8Array, lossyText: string): number {
  let offset = 0;
  let from = 0;
  for (let at = lossyText.indexOf('\uFFFD'); at !== -1; at = lossyText.indexOf('\uFFFD', from)) {
    offset += Buffer.byteLength(lossyText.slice(from, at));
    if (bytes[offset] !== 0xef || bytes[offset + 1] !== 0xbf || bytes[offset + 2] !== 0xbd) return at;
    offset += 3;
    from = at + 1;
  }
  return lossyText.length;
}
