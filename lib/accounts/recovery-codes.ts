import { createHash, randomInt } from 'node:crypto';

/** Without letters and digits that look alike: they are copied from paper. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';
const codes = 10;
/** 118 bits: what nobody can guess needs no slow hash (OWASP ASVS 5.0, 6.5.2). */
const length = 24;
const groupLength = 6;

export interface RecoveryCodes {
  /** To be shown once. */
  readonly shown: readonly string[];
  /** What is kept of them. */
  readonly hashes: readonly string[];
}

/** Ten codes for whoever has lost the authenticator app. */
export function makeRecoveryCodes(): RecoveryCodes {
  const shown = Array.from({ length: codes }, makeCode);
  return { shown, hashes: shown.map(hashRecoveryCode) };
}

function makeCode(): string {
  const signs = Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
  return (signs.match(new RegExp(`.{${groupLength}}`, 'gu')) ?? []).join('-');
}

/** The hash of a code, however it is typed: with capitals, with spaces, without hyphens. */
export function hashRecoveryCode(code: string): string {
  const signs = code.toLowerCase().replaceAll(/[^a-z0-9]/gu, '');
  return createHash('sha256').update(signs).digest('base64url');
}
