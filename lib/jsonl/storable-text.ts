const notShowable = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu;

/**
 * Cuts a text to at most `maxLength` UTF-16 units without splitting a character, and makes it safe for
 * PostgreSQL, which refuses NUL and changes lone surrogates. The result does not keep the whole text in
 * memory.
 */
export function storableText(text: string, maxLength: number): string {
  return detach(cut(text, maxLength).replaceAll('\0', '\u2400'));
}

/**
 * Replaces what would break a line or its reading direction by a visible sign, one for one, so that positions
 * stay: control characters by their picture, lone surrogates and direction marks by U+FFFD.
 */
export function showableText(text: string): string {
  return detach(text.replaceAll(notShowable, showCharacter));
}

/** Cuts a text to at most `maxLength` UTF-16 units without splitting a character. */
export function cut(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return text.slice(0, isInsidePair(text, maxLength) ? maxLength - 1 : maxLength);
}

/** True when a cut at `index` would part the two halves of a character. */
export function isInsidePair(text: string, index: number): boolean {
  return isBetween(text.charCodeAt(index - 1), 0xd800, 0xdbff) && isBetween(text.charCodeAt(index), 0xdc00, 0xdfff);
}

function isBetween(code: number, from: number, to: number): boolean {
  return code >= from && code <= to;
}

function showCharacter(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : '\uFFFD';
}

/**
 * Turns lone surrogates into U+FFFD. And V8 keeps the whole line alive for a slice of it, but not for a copy
 * of its bytes.
 */
function detach(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
