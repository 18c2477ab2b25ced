import { expect, test } from 'vitest';
import { listGuideSections } from '#components/errors/guide-rows.ts';
import { problemCodes } from '#lib/shared/contract/problem-codes.ts';
import { knownFailures } from '#lib/shared/failures/known-failures.ts';

const rows = listGuideSections().flatMap((section) => section.rows);

test('the page lists every known error and every problem of the check, each under one anchor', () => {
  const ids = rows.map((row) => row.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(expect.arrayContaining(knownFailures.map((known) => known.id)));
  const codes = rows.flatMap((row) => row.codes);
  expect(codes).toEqual(expect.arrayContaining([...problemCodes]));
});

test('no text on the page has a gap where a name or a number belongs', () => {
  expect(rows.some((row) => `${row.title}${row.explanation}${row.fix}${row.why}`.match(/\{(provider|[^{}"]*\|)/))).toBe(
    false,
  );
});
