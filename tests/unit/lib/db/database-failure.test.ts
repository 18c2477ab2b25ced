import { expect, test } from 'vitest';
import { convertDatabaseFailure, diskFullSentence } from '#lib/db/database-failure.ts';
import { StorageError } from '#lib/errors.ts';

const full = { originalCode: '53100', kind: 'postgres' };

test.each([
  ['the driver', { code: '53100' }],
  ['a statement of Prisma', { code: 'P2010', meta: { driverAdapterError: { cause: full } } }],
  ['a commit of Prisma', { cause: full }],
])('a full disk of the database, as %s tells it, is said in a sentence', (_, details) => {
  const converted = convertDatabaseFailure(Object.assign(new Error('could not extend file'), details));
  expect(converted).toBeInstanceOf(StorageError);
  expect(converted).toMatchObject({ code: 'storage_failed', message: diskFullSentence });
});

test.each([new Error('other'), Object.assign(new Error('x'), { code: '23505' }), null, 'text'])(
  'any other failure stays as it is: %s',
  (error) => {
    expect(convertDatabaseFailure(error)).toBe(error);
  },
);
