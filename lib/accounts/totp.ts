import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** As many as RFC 4226 asks for; a multiple of 5, so that Base32 needs no padding. */
const keyBytes = 20;
const stepMs = 30_000;
const digits = 6;
/** The clocks of phones are a little wrong, and people need a moment to type. */
const stepsOff = [-1, 0, 1] as const;

/** A new key for an authenticator app, in Base32. */
export function makeTotpKey(): string {
  const bits = [...randomBytes(keyBytes)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{5}/gu) ?? []).map((five) => alphabet.charAt(Number.parseInt(five, 2))).join('');
}

/** What a QR code holds for an authenticator app; apps show the issuer and the account. */
export function totpAddress(key: string, account: string): string {
  const issuer = 'LangBatch';
  const query = new URLSearchParams({ secret: key, issuer, digits: String(digits), period: String(stepMs / 1000) });
  return `otpauth://totp/${issuer}:${encodeURIComponent(account)}?${query.toString()}`;
}

/**
 * The half minute since 1970 of which `code` is the one of this key (RFC 6238, one step to either side); null for a
 * wrong code.
 */
export function stepOfCode(key: string, code: string, now: Date): number | null {
  const current = Math.floor(now.getTime() / stepMs);
  return stepsOff.map((off) => current + off).find((step) => isSame(codeOf(key, step), code)) ?? null;
}

function codeOf(key: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', decodeKey(key)).update(counter).digest();
  // Dynamic truncation, RFC 4226, 5.3.
  const at = mac.readUInt8(mac.length - 1) & 0xf;
  return String((mac.readUInt32BE(at) & 0x7fff_ffff) % 10 ** digits).padStart(digits, '0');
}

function decodeKey(key: string): Buffer {
  const bits = Array.from(key, (sign) => alphabet.indexOf(sign).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/gu) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
