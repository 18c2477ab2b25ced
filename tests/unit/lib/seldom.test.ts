import { expect, test } from 'vitest';
import { createSeldom } from '#lib/seldom.ts';

test('what happens many times is said once in a while, with how often it was not said', () => {
  let now = 0;
  const heard: string[] = [];
  const seldom = createSeldom({ everyMs: 1_000, now: () => now });
  const happen = (what: string): void => seldom(what, (before) => heard.push(`${what} ${before}`));
  for (const what of ['lost', 'lost', 'other', 'lost']) happen(what);
  now = 1_000;
  happen('lost');
  expect(heard).toEqual(['lost 0', 'other 0', 'lost 2']);
});
