import { createHash } from 'node:crypto';
import type { AttemptCounter } from '#lib/contracts/accounts.ts';
import { TooManyAttemptsError } from '#lib/errors.ts';

/** So many wrong tries within the time; then the lane is closed until its time is over. */
export interface Lane {
  readonly name:
    | 'address'
    | 'issuer'
    | 'device'
    | 'strangers'
    | 'links'
    | 'resets'
    | 'mails'
    | 'device_mails'
    | 'codes'
    | 'pending';
  readonly limit: number;
  readonly windowMs: number;
}

const minuteMs = 60_000;

/**
 * A stranger can close only lanes that strangers share: whoever has signed in with a browser before goes on with it
 * (docs/decisions/030).
 */
export const lanes = {
  address: { name: 'address', limit: 30, windowMs: 10 * minuteMs },
  // Ways to the OIDC issuer: as many as tries at the sign-in, and apart, so that passwords work when it is closed.
  issuer: { name: 'issuer', limit: 30, windowMs: 10 * minuteMs },
  device: { name: 'device', limit: 10, windowMs: 15 * minuteMs },
  strangers: { name: 'strangers', limit: 50, windowMs: 60 * minuteMs },
  links: { name: 'links', limit: 30, windowMs: 10 * minuteMs },
  // Of links for a new password that are asked for, and of the mails that go to one account.
  resets: { name: 'resets', limit: 20, windowMs: 60 * minuteMs },
  mails: { name: 'mails', limit: 3, windowMs: 60 * minuteMs },
  deviceMails: { name: 'device_mails', limit: 3, windowMs: 60 * minuteMs },
  // Whoever tries them has the password: in a day they guess one code in ten thousand accounts.
  codes: { name: 'codes', limit: 30, windowMs: 24 * 60 * minuteMs },
  pending: { name: 'pending', limit: 5, windowMs: 10 * minuteMs },
} as const satisfies Readonly<Record<string, Lane>>;

/** A lane and whose tries go on it together. */
export interface Try {
  readonly lane: Lane;
  readonly of: readonly string[];
}

/** Of one client. IPv6 hands out networks of 64 bits, so all of one count together. */
export function addressTry(address: string | null, lane: Lane = lanes.address): readonly Try[] {
  return address === null ? [] : [{ lane, of: [networkOf(address)] }];
}

/** Of a sign-in: with a browser that the account knows, or as one of all strangers. */
export function signInTries(account: string, deviceId: string | null, address: string | null): readonly Try[] {
  const own: Try =
    deviceId === null ? { lane: lanes.strangers, of: [account] } : { lane: lanes.device, of: [account, deviceId] };
  return [own, ...addressTry(address)];
}

/** Of a link by mail for an account: asked for with a browser that it knows, or by one of all strangers. */
export function resetTries(account: string, deviceId: string | null): readonly Try[] {
  return deviceId === null
    ? [{ lane: lanes.mails, of: [account] }]
    : [{ lane: lanes.deviceMails, of: [account, deviceId] }];
}

/** Of a code after the password, as `signInTries`. */
export function codeTries(account: string, deviceId: string | null, address: string | null): readonly Try[] {
  const own: Try =
    deviceId === null ? { lane: lanes.codes, of: [account] } : { lane: lanes.device, of: [account, deviceId, 'code'] };
  return [own, ...addressTry(address)];
}

function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail = ''] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const rest = tail === '' ? [] : tail.split(':');
  const zeros = address.includes('::') ? Array.from({ length: 8 - groups.length - rest.length }, () => '0') : [];
  return [...groups, ...zeros, ...rest].slice(0, 4).join(':');
}

/**
 * Counts tries before they are made, so that many at once count as many. Throws `TooManyAttemptsError` when one of the
 * lanes is closed.
 */
export async function countTries(counter: AttemptCounter, tries: readonly Try[], now: Date): Promise<void> {
  for (const { lane, of } of tries) {
    const { count, since } = await counter.count(keyOf({ lane, of }), lane.windowMs);
    if (count > lane.limit)
      throw new TooManyAttemptsError(
        since.getTime() + lane.windowMs - now.getTime(),
        lane.name === 'strangers' || lane.name === 'codes',
      );
  }
}

/** What turned out right is no wrong try. */
export async function giveBack(counter: AttemptCounter, tries: readonly Try[]): Promise<void> {
  for (const one of tries) await counter.giveBack(keyOf(one));
}

function keyOf({ lane, of }: Try): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([lane.name, ...of]))
    .digest();
}
