import { describe, expect, test } from 'vitest';
import { parseEnv } from '#lib/config/env.ts';
import type { MailSettings } from '#lib/config/mail-settings.ts';
import { AppError } from '#lib/errors.ts';

const from = 'LangBatch <batches@example.com>';

function read(url: string, sender = from): MailSettings | null {
  return parseEnv({ LANGBATCH_SMTP_URL: url, LANGBATCH_MAIL_FROM: sender }).mail;
}

/** The sentence with which settings are refused. */
function whyNot(source: Readonly<Record<string, string>>): string {
  try {
    parseEnv(source);
  } catch (error) {
    if (AppError.is(error)) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('the mail server', () => {
  test.each<[url: string, host: string, port: number, isTls: boolean, user: string | null, password: string | null]>([
    ['smtps://user:word@mail.example.com:465', 'mail.example.com', 465, true, 'user', 'word'],
    ['smtps://mail.example.com', 'mail.example.com', 465, true, null, null],
    ['smtp://mail.example.com/', 'mail.example.com', 587, false, null, null],
    ['SMTP://us%40er:p%2Fa%3Fs%23s%40w%3Ao%25rd@10.0.0.5:25', '10.0.0.5', 25, false, 'us@er', 'p/a?s#s@w:o%rd'],
    ['smtp://user:p@ss@localhost:1025', 'localhost', 1025, false, 'user', 'p@ss'],
    ['smtp://[::1]:25', '::1', 25, false, null, null],
  ])('%s is read', (url, host, port, isTls, user, password) => {
    const login = user === null || password === null ? null : { user, password };
    expect(read(url)?.server).toEqual({ host, port, isTls, login });
  });

  test.each([
    'mail.example.com:465',
    'https://user:secret@mail.example.com',
    'smtp://',
    'smtp://user:secret@',
    'smtp://user:se/cret@mail.example.com',
    'smtp://user:12/secret@mail.example.com',
    'smtp://user:12#secret@mail.example.com',
    'smtp://user:12?secret@mail.example.com',
    'smtp://user:se%cret@mail.example.com',
    'smtp://user:secret@mail.example.com:99999',
    'smtp://user:secret@mail.example.com:0',
    'smtp://user:secret@mail exa.com',
    'smtp://user:secret@mail.example.com/inbox?secure=true',
    'smtp://secret@mail.example.com',
    'smtp://:secret@mail.example.com',
  ])('%s is refused, and not repeated', (url) => {
    const sentence = whyNot({ LANGBATCH_SMTP_URL: url, LANGBATCH_MAIL_FROM: from });
    expect(sentence).toMatch(/LANGBATCH_SMTP_URL cannot be read: write it as smtps:/);
    expect(sentence).not.toMatch(/secret|cret@/);
  });
});

describe('whom mails come from', () => {
  test.each([
    [from, 'LangBatch', 'batches@example.com'],
    ['batches@Example.com', 'LangBatch', 'batches@example.com'],
    ['"Batches, Inc." <batches@example.com>', 'Batches, Inc.', 'batches@example.com'],
    [' <batches@example.com> ', 'LangBatch', 'batches@example.com'],
  ])('%s is read', (sender, name, address) => {
    expect(read('smtp://localhost', sender)?.from).toEqual({ name, address });
  });

  test.each(['LangBatch', 'a@example.com, b@example.com', 'A <a@example.com> B', 'A\r\nBcc: b <a@example.com>', '<>'])(
    '%j is refused',
    (sender) => {
      const sentence = whyNot({ LANGBATCH_SMTP_URL: 'smtp://localhost', LANGBATCH_MAIL_FROM: sender });
      expect(sentence).toMatch(/LANGBATCH_MAIL_FROM must be an address such as LangBatch </);
    },
  );
});

test('each is nothing without the other, and both may be left out', () => {
  expect(whyNot({ LANGBATCH_SMTP_URL: 'smtp://localhost' })).toMatch(/LANGBATCH_MAIL_FROM must be set together/);
  expect(whyNot({ LANGBATCH_MAIL_FROM: from })).toMatch(/LANGBATCH_SMTP_URL must be set together/);
  expect(parseEnv({}).mail).toBeNull();
});
