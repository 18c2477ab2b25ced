import { expect, test } from 'vitest';
import { cutParts } from '#components/batches/requests/cut-parts.ts';
import type { TextPart } from '#lib/shared/reading/text-part.ts';

const part = (text: string): TextPart => ({ label: 'Assistant', text, kind: 'prose' });

test('what fits is shown whole', () => {
  const parts = [part('abc'), part('de')];
  expect(cutParts(parts, 5)).toEqual({ parts, isCut: false });
  expect(cutParts([], 5)).toEqual({ parts: [], isCut: false });
});

test('of what does not fit the beginning is shown, and that it is one', () => {
  expect(cutParts([part('abc'), part('de')], 4)).toEqual({ parts: [part('abc'), part('d')], isCut: true });
  expect(cutParts([part('abc'), part('de')], 3)).toEqual({ parts: [part('abc')], isCut: true });
});

test('no character is cut in half', () => {
  expect(cutParts([part('😀😀')], 3).parts[0]?.text).toBe('😀\ufffd');
});
