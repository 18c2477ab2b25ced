import { ForbiddenError } from '#lib/errors.ts';

/**
 * Gives back the key. Throws `ForbiddenError` for one that would not mean the same file everywhere: back slashes, NUL,
 * empty segments, and segments that begin with a dot.
 */
export function parseFileKey(key: string): string {
  const isOrdinary = key.split('/').every((segment) => segment !== '' && !segment.startsWith('.'));
  if (!isOrdinary || /[\\\0]/.test(key)) throw leadsOut();
  return key;
}

/** Gives back the prefix. Throws `ForbiddenError` for one that is not a key and a slash. */
export function parseFilePrefix(prefix: string): string {
  if (!prefix.endsWith('/')) {
    throw new ForbiddenError('A prefix ends in a slash, so that no other name begins with it by chance.');
  }
  parseFileKey(prefix.slice(0, -1));
  return prefix;
}

/** What to throw for a key whose file would not lie below the store's base. */
export function leadsOut(): ForbiddenError {
  return new ForbiddenError('This name leads out of the folder for files. Use names such as batches/b1/input.jsonl.');
}
