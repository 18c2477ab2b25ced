import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { SetCookie } from '#lib/contracts/asker.ts';

/** How the cookies of this installation are named and set. */
export interface CookieRules {
  /** `__Host-`, which no neighbouring host name can write, wherever browsers come over TLS. */
  readonly prefix: string;
  readonly isSecure: boolean;
}

export function cookieRules(origins: readonly string[]): CookieRules {
  const isSecure = origins.every((origin) => origin.startsWith('https:'));
  return { prefix: isSecure ? '__Host-langbatch' : 'langbatch', isSecure };
}

/** The cookie `name` of a Cookie header, decoded; null without it. */
export function readCookie(cookies: string, name: string): string | null {
  const given = cookies
    .split(';')
    .map((cookie) => cookie.trim())
    .find((cookie) => cookie.startsWith(`${name}=`));
  return given === undefined ? null : decode(given.slice(name.length + 1));
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

/**
 * The value of a signed cookie: `<value>.<HMAC-SHA-256 in base64>` (as better-call signs, `crypto.mjs`). Null for a
 * signature that is not ours.
 */
export function openSigned(signed: string, key: string): string | null {
  const dot = signed.lastIndexOf('.');
  if (dot < 1) return null;
  const value = signed.slice(0, dot);
  return isSame(sign(value, key), Buffer.from(signed.slice(dot + 1), 'base64')) ? value : null;
}

function sign(value: string, key: string): Buffer {
  return createHmac('sha256', key).update(value).digest();
}

function isSame(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

const deviceSeconds = 365 * 86_400;

/** Remembers for a year that somebody signed in to `account` with this browser. It opens nothing. */
export function deviceCookie({ prefix, isSecure }: CookieRules, account: string, key: string): SetCookie {
  const id = randomBytes(12).toString('base64url');
  const value = `${id}.${signDevice(id, account, key).toString('base64url')}`;
  return { name: `${prefix}.device`, value, maxAgeSeconds: deviceSeconds, isSecure };
}

/** The id of a browser that has signed in to `account` before; null for any other. */
export function knownDevice({ prefix }: CookieRules, cookies: string, account: string, key: string): string | null {
  const [id = '', signature = ''] = (readCookie(cookies, `${prefix}.device`) ?? '').split('.');
  if (id === '') return null;
  return isSame(signDevice(id, account, key), Buffer.from(signature, 'base64url')) ? id : null;
}

function signDevice(id: string, account: string, key: string): Buffer {
  return sign(`device|${id}|${account}`, key);
}
