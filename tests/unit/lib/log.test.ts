import { expect, test } from 'vitest';
import { createLogger } from '#lib/log.ts';

test.each([
  [new Error('broke'), 'broke'],
  [{ message: 'broke', code: 'X' }, 'broke'],
  ['broke', 'broke'],
])('what was thrown is logged by its message: %o', (thrown, message) => {
  const lines: string[] = [];
  createLogger({ sink: (line) => lines.push(line), now: () => new Date(0) }).error('failed', {}, thrown);
  const logged: unknown = JSON.parse(lines.join());
  expect(logged).toMatchObject({ event: 'failed', error: { message } });
});
