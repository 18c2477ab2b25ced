import { expect, test } from 'vitest';
import { createLogger } from '#lib/log.ts';
import { checkAtStart } from '#lib/notify/check-at-start.ts';
import { MailError } from '#lib/notify/mail-error.ts';

test('a mail server that would send nothing is one sentence in the log, and one that would is none', async () => {
  const lines: string[] = [];
  const log = createLogger({ sink: (line) => lines.push(line), now: () => new Date(0) });
  const server = { host: 'mail.example.com', port: 465 };
  await checkAtStart({ check: () => Promise.resolve() }, server, log);
  expect(lines).toEqual([]);
  await checkAtStart({ check: () => Promise.reject(new MailError('unreachable', false)) }, server, log);
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
    expect.objectContaining({
      level: 'warn',
      event: 'no mail can be sent now: the mail server does not answer',
      host: 'mail.example.com',
    }),
  ]);
});
