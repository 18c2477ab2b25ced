import { hash } from 'node:crypto';

const base62Digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const hexDigits = '0123456789abcdef';

/** Numbers and ids that look random and are the same for the same seed. */
export interface SeededRandom {
  /** A whole number from 0 up to, not including, `bound`. */
  below(bound: number): number;
  hex(length: number): string;
  base62(length: number): string;
  /** A UUID of version 4. */
  uuid(): string;
}

/** Makes a source that depends on `seed` alone (SHA-256 of it starts an xorshift128 generator). */
export function createSeededRandom(seed: string): SeededRandom {
  const start = hash('sha256', seed, 'buffer');
  let a = start.readUInt32LE(0);
  let b = start.readUInt32LE(4);
  let c = start.readUInt32LE(8);
  let d = start.readUInt32LE(12) | 1;

  const next = (): number => {
    const mixed = a ^ (a << 11);
    a = b;
    b = c;
    c = d;
    d = (d ^ (d >>> 19) ^ (mixed ^ (mixed >>> 8))) >>> 0;
    return d;
  };
  const below = (bound: number): number => next() % bound;
  const text = (digits: string, length: number): string => {
    let made = '';
    while (made.length < length) made += digits.charAt(below(digits.length));
    return made;
  };
  const hex = (length: number): string => text(hexDigits, length);

  return {
    below,
    hex,
    base62: (length) => text(base62Digits, length),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'.charAt(below(4))}${hex(3)}-${hex(12)}`,
  };
}
