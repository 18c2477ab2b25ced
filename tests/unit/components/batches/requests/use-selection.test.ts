import { expect, test } from 'vitest';
import { toggled } from '#components/batches/requests/use-selection.ts';

const none = { lines: new Set<number>(), matching: null, last: null };
const shown = [2, 4, 6, 8, 10];
const linesOf = ({ lines }: { lines: ReadonlySet<number> }) => [...lines].toSorted((a, b) => a - b);

test('one press ticks, the next unticks', () => {
  const once = toggled(none, 4, shown, false);
  expect(linesOf(once)).toEqual([4]);
  expect(linesOf(toggled(once, 4, shown, false))).toEqual([]);
});

test('with Shift, all from the last one to this one', () => {
  const from = toggled(none, 8, shown, false);
  expect(linesOf(toggled(from, 2, shown, true))).toEqual([2, 4, 6, 8]);
  const all = toggled(toggled(none, 2, shown, false), 10, shown, true);
  expect(linesOf(toggled(all, 6, shown, true))).toEqual([2, 4]);
});

test('with Shift on another page, only this one', () => {
  const before = toggled(none, 4, shown, false);
  expect(linesOf(toggled(before, 20, [20, 22], true))).toEqual([4, 20]);
});

test('unticking one of all that match leaves the others of the page', () => {
  const all = { lines: new Set<number>(), matching: { filter: {}, total: 110 }, last: null };
  expect(linesOf(toggled(all, 6, shown, false))).toEqual([2, 4, 8, 10]);
});
