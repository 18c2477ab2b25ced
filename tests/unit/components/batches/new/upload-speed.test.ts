import { expect, test } from 'vitest';
import { createSpeedometer } from '#components/batches/new/upload-speed.ts';

test('no speed is claimed before there is anything to measure', () => {
  const measure = createSpeedometer();
  expect(measure(0, 0)).toBeNull();
  expect(measure(100, 5_000_000)).toBeNull();
});

test('the speed is that of the last five seconds', () => {
  const measure = createSpeedometer();
  measure(0, 0);
  expect(measure(1000, 1000)).toBe(1000);
  for (let second = 2; second <= 20; second += 1) measure(second * 1000, 1000 + (second - 1) * 50);
  expect(measure(21_000, 1000 + 20 * 50)).toBe(50);
});

test('an upload that begins anew is measured anew', () => {
  const measure = createSpeedometer();
  measure(0, 10_000);
  measure(1000, 20_000);
  expect(measure(2000, 0)).toBeNull();
  expect(measure(3000, 500)).toBe(500);
});
