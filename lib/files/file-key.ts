import { ForbiddenError } from '../errors.ts';

/**
 * Throws `ForbiddenError` for a key that would not mean the same file everywhere: back slashes, NUL, empty segments,
 * and segments that begin with a dot.
 */
export function assertFileKey(key: string): void {
  const isOrdinary = key.split('/').every((segment) => segment !== '' && !segment.startsWith('.'));
  if (!isOrdinary || /[\\\0]/.test(key)) throw leadsOut();
}

/** Throws `ForbiddenError` for a prefix that is not a key and a slash. */
export function assertFilePrefix(prefix: string): void {
  if (!prefix.endsWith('/')) {
    throw new ForbiddenError('A prefix ends in a slash, so that no other name begins with it by chance.');
  }
  assertFileKey(prefix.slice(0, -1));
}

/** What to throw for a key whose file would not lie below the store's base. */
export function leadsOut(): ForbiddenError {
  return new ForbiddenError('This name leads out of the folder for files. Use names such as batches/b1/input.jsonl.');
}
