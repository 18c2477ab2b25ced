import { createServer, type Server } from 'node:net';
import { inspect } from 'node:util';
import type { SMTPServerOptions } from 'smtp-server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseEnv } from '#lib/config/env.ts';
import type { Mail, Mailer } from '#lib/contracts/mail.ts';
import { createMailer } from '#lib/notify/create-mailer.ts';
import { MailError } from '#lib/notify/mail-error.ts';
import { type MailServer, type Refusal, startMailServer } from '#tests/support/mail-server.ts';

const from = 'LangBatch at Müller, Inc. <batches@example.org>';
const timeouts = { connectMs: 10_000, greetingMs: 200, idleMs: 900 };
const mail: Mail = {
  kind: 'invitation',
  to: 'noor@example.com',
  subject: 'Grüße an Noor',
  text: 'A line – with an accent: é.\n\nhttps://batches.example.org/join?token=lbi_0123456789012345678901234567890123456789012\n.\nEnd\n',
};
let server: MailServer;

beforeEach(async () => {
  server = await startMailServer();
});
afterEach(() => server[Symbol.asyncDispose]());

function mailerTo(url: string, sender = from): Mailer {
  const { mail: settings } = parseEnv({ LANGBATCH_SMTP_URL: url, LANGBATCH_MAIL_FROM: sender });
  if (settings === null) throw new Error('Mail is set.');
  return createMailer(settings, timeouts);
}

/** What becomes of a mail: "sent", or the fault and whether it is final. */
async function outcome(work: Promise<void>): Promise<string> {
  try {
    await work;
    return 'sent';
  } catch (error) {
    if (!MailError.is(error)) throw error;
    return `${error.fault}, ${error.isFinal ? 'final' : 'for now'}`;
  }
}

test('a mail arrives as it was written, as plain text from us', async () => {
  await mailerTo(server.url).send(mail);
  const got = await server.next();
  expect(got).toMatchObject({ subject: mail.subject, recipients: [mail.to], html: false, attachments: [] });
  expect(got.text).toBe(mail.text);
  expect(got.from?.value).toEqual([{ name: 'LangBatch at Müller, Inc.', address: 'batches@example.org' }]);
  expect(got.headers.get('auto-submitted')).toBe('auto-generated');
  expect(got.isEncrypted).toBe(false);
});

test('nothing in a subject or a name becomes a header, another recipient or a file', async () => {
  const subject = 'Join\r\nBcc: eve@example.com\r\n\r\nAnother text\u2028X-Odd: 1';
  await mailerTo(server.url).send({ ...mail, subject, text: 'path: /etc/passwd\nBcc: eve@example.com\n' });
  const got = await server.next();
  expect(got).toMatchObject({ recipients: [mail.to], subject: 'Join Bcc: eve@example.com Another text X-Odd: 1' });
  expect([...got.headers.keys()]).not.toContain('bcc');
  expect(got.text).toBe('path: /etc/passwd\nBcc: eve@example.com\n');
});

test.each([
  'noor@example.com\r\nBcc: eve@example.com',
  'noor@example.com, eve@example.com',
  'Noor <noor@example.com>',
  'noor@example.com>\r\nRCPT TO:<eve@example.com',
  'noor',
  '',
])('%j is no address, and the server is not asked', async (to) => {
  expect(await outcome(mailerTo(server.url).send({ ...mail, to }))).toBe('recipient_refused, final');
  expect(server.mails).toEqual([]);
});

test.each<[Refusal, string]>([
  [['greeting', 421], 'busy, for now'],
  [['sender', 451], 'busy, for now'],
  [['recipient', 452], 'busy, for now'],
  [['content', 452], 'busy, for now'],
  [['sender', 550], 'refused, final'],
  [['recipient', 550], 'recipient_refused, final'],
  [['content', 554], 'refused, final'],
])('a server that refuses the %j: %s', async (refusal, expected) => {
  server.refuse(refusal);
  const mailer = mailerTo(server.url);
  expect(await outcome(mailer.send(mail))).toBe(expected);
  server.refuse(null);
  expect(await outcome(mailer.send(mail))).toBe('sent');
});

async function withServer(options: SMTPServerOptions, work: (own: MailServer) => Promise<void>): Promise<void> {
  await using own = await startMailServer(options);
  await work(own);
}

test('a server that is not there, or says nothing, is not waited for', async () => {
  const silent = createServer((socket) => socket.resume().on('error', () => {}));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const url = `smtp://127.0.0.1:${portOf(silent)}`;
  expect(await outcome(mailerTo(url).send(mail))).toBe('unreachable, for now');
  await new Promise((resolve) => silent.close(resolve));
  expect(await outcome(mailerTo(url).send(mail))).toBe('unreachable, for now');
});

test('of a mail that a server has and does not confirm nobody knows whether it arrives', async () => {
  const neverDone: SMTPServerOptions['onData'] = (stream) => stream.resume();
  await withServer({ onData: neverDone }, async ({ url }) => {
    expect(await outcome(mailerTo(url).send(mail))).toBe('unconfirmed, for now');
  });
});

describe('without encryption that can be trusted nothing is sent', () => {
  // Reaches this machine, but not by a name that says so.
  const elsewhere = '0.0.0.0';

  test('by a server that has none', async () => {
    expect(await outcome(mailerTo(`smtp://${elsewhere}:${server.port}`).send(mail))).toBe(
      'no_safe_connection, for now',
    );
  });

  test('by one for whose certificate nobody vouches', async () => {
    await withServer({ disabledCommands: [] }, async ({ port }) => {
      expect(await outcome(mailerTo(`smtp://${elsewhere}:${port}`).send(mail))).toBe('no_safe_connection, for now');
    });
    await withServer({ secure: true }, async ({ port, mails }) => {
      expect(await outcome(mailerTo(`smtps://127.0.0.1:${port}`).send(mail))).toBe('no_safe_connection, for now');
      expect(mails).toEqual([]);
    });
  });

  test('but on this machine it is, encrypted where the server can', async () => {
    await withServer({ disabledCommands: [] }, async (own) => {
      expect(await outcome(mailerTo(own.url).send(mail))).toBe('sent');
      expect(await own.next()).toMatchObject({ isEncrypted: true });
    });
  });
});

test('a login that the server refuses is no fault of the mail, and is told nowhere', async () => {
  const onAuth: SMTPServerOptions['onAuth'] = ({ username, password }, _session, done) => {
    const isRight = username === 'us@er' && password === 'p@ss/word#1';
    if (isRight) done(null, { user: 'us' });
    else done(Object.assign(new Error('Wrong'), { responseCode: username === 'later' ? 454 : 535 }));
  };
  await withServer({ onAuth, authOptional: false, disabledCommands: ['STARTTLS'] }, async ({ port }) => {
    const as = (login: string) => mailerTo(`smtp://${login}@127.0.0.1:${port}`);
    await as('us%40er:p%40ss%2Fword%231').send(mail);
    await as('us%40er:p%40ss%2Fword%231').check();
    expect(await outcome(as('us:marker-password').send(mail))).toBe('sign_in_refused, for now');
    expect(await outcome(as('later:marker-password').send(mail))).toBe('busy, for now');
    const error: unknown = await as('us:marker-password')
      .check()
      .catch((refused: unknown) => refused);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/marker-password|bWFya2Vy/);
  });
});

function portOf(listening: Server): number {
  const address = listening.address();
  return address === null || typeof address === 'string' ? 0 : address.port;
}
