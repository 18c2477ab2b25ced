import { expect, test } from 'vitest';
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
])('the password %s is refused, with a sentence at its field', (password) => {
  expect(() => assertGoodPassword(password, ines)).toThrow(InvalidInputError);
});
