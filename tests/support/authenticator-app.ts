import { createHmac } from 'node:crypto';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** What an authenticator app shows for a key in Base32: written from RFC 6238, and of no code of ours. */
export function codeOfApp(key: string, now = new Date()): string {
  let bits = '';
  for (const sign of key) bits += alphabet.indexOf(sign).toString(2).padStart(5, '0');
  const bytes = Array.from({ length: bits.length / 8 }, (_, index) =>
    Number.parseInt(bits.slice(index * 8, index * 8 + 8), 2),
  );
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(Math.floor(now.getTime() / 30_000)));
  const mac = createHmac('sha1', Buffer.from(bytes)).update(new Uint8Array(counter.buffer)).digest();
  const offset = (mac.at(-1) ?? 0) % 16;
  const number = mac.readUInt32BE(offset) % 2 ** 31;
  return String(number % 1_000_000).padStart(6, '0');
}
