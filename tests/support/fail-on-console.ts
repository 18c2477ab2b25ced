import { afterEach, beforeEach, expect } from 'vitest';

type Level = 'error' | 'warn';

const original = { error: console.error, warn: console.warn };
let unexpected: string[] = [];
let expected: RegExp[] = [];

const record =
  (level: Level) =>
  (...parts: unknown[]): void => {
    const text = parts.map(String).join(' ');
    if (expected.some((pattern) => pattern.test(text))) return;
    unexpected.push(`console.${level}: ${text}`);
    original[level](...parts);
  };

/** Lets `console.error` and `console.warn` lines that match `pattern` pass in the running test. */
export function expectConsole(pattern: RegExp): void {
  expected.push(pattern);
}

beforeEach(() => {
  unexpected = [];
  expected = [];
  console.error = record('error');
  console.warn = record('warn');
});

afterEach(() => {
  console.error = original.error;
  console.warn = original.warn;
  expect(unexpected, 'a test must not write to console.error or console.warn unless it says so').toEqual([]);
});
