import { dictionary } from '@zxcvbn-ts/language-common';
import { expect, test } from 'vitest';
import list from '#lib/accounts/common-passwords.json' with { type: 'json' };
import { assertGoodPassword } from '#lib/accounts/password-rules.ts';
import { InvalidInputError } from '#lib/errors.ts';

const ines = { name: 'Inés Álvarez', email: 'ines.alvarez@example.com' };

test.each([
  'seven green umbrellas',
  'a b c d e f g h',
  'X7#kk2!pQ9@zz',
  'correct horse battery staple',
  'Überraschung im März',
  '日本語のパスワードです',
  'examples of umbrellas',
  // What is common within it does not count.
  'sunshine on a tuesday',
  '12 sunshines, 4 rains',
])('the password %s is good', (password) => {
  expect(() => assertGoodPassword(password, ines)).not.toThrow();
});

test.each([
  'aaaaaaaaaaaa',
  'abababababab',
  '123412341234',
  'abcdefghijkl',
  'lkjihgfedcba',
  '1234567890123',
  '098765432109',
  'langbatch2026',
  'LangBatch!!!!!',
  'password12345',
  'P.a.s.s.w.o.r.d',
  'ines.alvarez@example.com',
  'ines.alvarez99',
  'example.com 2026',
  'InésÁlvarez1!',
  'qwertyuiop12',
  // On the list, or so without digits and signs at both ends.
  '1qaz2wsx3edc4rfv',
  'unbelievable',
  'UnbelievablE',
  'sunshine2024',
  '!!Sunshine!!',
  '2024 liverpool 2024',
  'Basketball#23',
  'qwerty123456',
  'football-1999',
  'sunshinesunshine',
  'green umbrella green umbrella ',
])('the password %s is refused, with a sentence at its field', (password) => {
  expect(() => assertGoodPassword(password, ines)).toThrow(InvalidInputError);
});

test('the list is that of the package it is from, with its license', () => {
  const long = dictionary['passwords-common']
    .map((password) => password.toLowerCase())
    .filter(({ length }) => length >= 8);
  expect(list.passwords).toEqual([...new Set(long)].toSorted());
  expect(list.passwords.length).toBeGreaterThan(15_000);
  expect(list.license).toMatch(/^MIT\. Copyright .*Permission is hereby granted/);
});

test('whoever chooses a common password is told that it is one', () => {
  expect(() => assertGoodPassword('Sunshine2024!', ines)).toThrow(
    'This password is one of the most common ones. Use several words that do not belong together.',
  );
});
