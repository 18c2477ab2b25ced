import { expect, test } from 'vitest';
import { logFailedPage } from '#app/_server/log-failed-page.ts';
import { createLogger } from '#lib/log.ts';

test('what a page throws is logged under the id that the person sees, without the query of its address', () => {
  const lines: string[] = [];
  const log = createLogger({ sink: (line) => lines.push(line), now: () => new Date(0) });
  const error = Object.assign(new Error('The database is gone.'), { digest: '1234567890' });
  logFailedPage(error, { path: '/join?token=lbi_secret', method: 'GET' }, log);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 'error',
    place: '/join',
    reference: '1234567890',
    error: { message: 'The database is gone.' },
  });
  expect(lines.join('')).not.toContain('lbi_secret');
});
