import { expect, test } from 'vitest';
import { shortState } from '#components/batches/detail/use-state-in-title.ts';
import type { StatusWords } from '#lib/shared/words/status-words.ts';

const words = (...texts: string[]): StatusWords => ({
  shape: 'ring',
  tone: 'plain',
  parts: texts.map((text) => ({ text, isStrong: false })),
  term: null,
  under: null,
  percent: 0,
});

test.each([
  ['Running, 66%', '66%'],
  ['Finished, 37 of 12,340 failed', 'Finished'],
  ['Waiting at OpenAI', 'Waiting at OpenAI'],
])('“%s” is “%s” in the title of a tab', (sentence, title) => {
  expect(shortState(words(sentence))).toBe(title);
});
