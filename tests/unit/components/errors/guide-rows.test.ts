import { expect, test } from 'vitest';
import { listGuideSections } from '#components/errors/guide-rows.ts';
import { errorGuide } from '#lib/shared/failures/error-guide.ts';
import { problemCodes } from '#lib/shared/words/problem.ts';

const rows = listGuideSections().flatMap((section) => section.rows);

test('the page lists every known error and every problem of the check, each under one anchor', () => {
  const ids = rows.map((row) => row.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(expect.arrayContaining(errorGuide.map((entry) => entry.id)));
  const codes = rows.flatMap((row) => row.codes);
  expect(codes).toEqual(expect.arrayContaining([...problemCodes]));
});

test('no text on the page has a gap where the provider’s name belongs', () => {
  expect(rows.some((row) => `${row.title}${row.explanation}${row.fix}${row.why}`.includes('{provider}'))).toBe(false);
});
