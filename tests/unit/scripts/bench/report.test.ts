import { describe, expect, test } from 'vitest';
import { compareMemory, compareWithFloor, formatReport, judgeRead } from '#scripts/bench/report.ts';

const megabyte = 1024 * 1024;

describe('a work held against its floor', () => {
  const compare = (bound: number) =>
    compareWithFloor({
      work: 'work',
      floor: 'least',
      // The second round met a busy moment: what it says is no more than one voice of three.
      rounds: [
        { workMs: 2000, floorMs: 1000 },
        { workMs: 90_000, floorMs: 1000 },
        { workMs: 2200, floorMs: 1000 },
      ],
      bound,
    });

  test('is judged by the median of its rounds', () => {
    expect(compare(2.2)).toMatchObject({ measured: '2.20 s', floor: '1.00 s least', ratio: '2.20 ×', isMet: true });
  });

  test('misses a bound that the median is above', () => {
    expect(compare(2.1).isMet).toBe(false);
  });
});

describe('memory', () => {
  test('may be 150 MB above that of the idle process', () => {
    expect(compareMemory('worker', 300 * megabyte, 150 * megabyte)).toMatchObject({ ratio: '+ 150 MB', isMet: true });
    expect(compareMemory('worker', 300 * megabyte + 1, 150 * megabyte).isMet).toBe(false);
  });
});

describe('a read', () => {
  test('may take 50 ms, but for one call in twenty', () => {
    const quick = Array.from({ length: 19 }, () => 50);
    expect(judgeRead('list', [...quick, 900])).toMatchObject({ measured: 'p95 50.0 ms', isMet: true });
    expect(judgeRead('list', [...quick.slice(1), 51, 900]).isMet).toBe(false);
  });
});

test('the report has a line for each measurement, its columns aligned, and names the bounds that are missed', () => {
  const report = formatReport([
    compareMemory('worker', 200 * megabyte, 150 * megabyte),
    judgeRead('a read with a longer name', [60]),
  ]);
  expect(report.split('\n')).toEqual([
    'work                       measured     floor           ratio    bound',
    'memory of the worker       200 MB       150 MB idle     + 50 MB  + 150 MB  met',
    'a read with a longer name  p95 60.0 ms  median 60.0 ms           50 ms     NOT MET',
  ]);
});
