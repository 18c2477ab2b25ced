import { describe, expect, test } from 'vitest';
import { hashRecoveryCode, makeRecoveryCodes } from '#lib/accounts/recovery-codes.ts';
import { makeTotpKey, stepOfCode, totpAddress } from '#lib/accounts/totp.ts';

/** The key of RFC 6238's table, `12345678901234567890`, in Base32. */
const key = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('a code of the app', () => {
  // Appendix B of RFC 6238, the last six of its eight digits.
  test.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('at %d seconds is the one of the standard', (seconds, code) => {
    expect(stepOfCode(key, code, new Date(seconds * 1000))).toBe(Math.floor(seconds / 30));
  });

  test('counts half a minute early and late, and no longer', () => {
    const steps = [-61, -60, -30, 0, 30, 59, 60].map((off) =>
      stepOfCode(key, '081804', new Date(1_111_111_109_000 + off * 1000)),
    );
    const step = Math.floor(1_111_111_109 / 30);
    expect(steps).toEqual([null, null, step, step, step, null, null]);
  });

  test('that is wrong, cut or longer counts never', () => {
    for (const code of ['081805', '81804', '0818040', '', 'abcdef'])
      expect(stepOfCode(key, code, new Date(1_111_111_109_000))).toBeNull();
  });
});

test('a new key has 160 bits, and its address says whose it is', () => {
  const made = makeTotpKey();
  expect(made).toMatch(/^[A-Z2-7]{32}$/);
  expect(makeTotpKey()).not.toBe(made);
  const address = new URL(totpAddress(made, 'ana+x@example.com'));
  expect(decodeURIComponent(address.pathname)).toMatch(/LangBatch:ana\+x@example\.com$/);
  expect(Object.fromEntries(address.searchParams)).toEqual({
    secret: made,
    issuer: 'LangBatch',
    digits: '6',
    period: '30',
  });
});

test('recovery codes differ, and their hashes are the same however they are typed', () => {
  const { shown, hashes } = makeRecoveryCodes();
  expect(new Set(shown).size).toBe(10);
  expect(hashes).toEqual(shown.map((code) => hashRecoveryCode(` ${code.toUpperCase().replaceAll('-', ' ')} `)));
  for (const code of shown) expect(code).toMatch(/^(?:[a-z2-9]{6}-){3}[a-z2-9]{6}$/);
});
