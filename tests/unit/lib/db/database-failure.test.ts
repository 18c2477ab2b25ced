import { expect, test } from 'vitest';
import { convertDatabaseFailure, diskFullSentence, unreachableSentence } from '#lib/db/database-failure.ts';
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

test.each([
  ['the driver', { code: 'ECONNREFUSED' }],
  ['a server that shuts down', { code: '57P01' }],
  ['a server that starts', { code: '57P03' }],
  ['Prisma', { code: 'P1001', meta: { driverAdapterError: { cause: { kind: 'DatabaseNotReachable' } } } }],
  [
    'a raw statement of Prisma',
    { code: 'P2010', meta: { driverAdapterError: { cause: { kind: 'ConnectionClosed' } } } },
  ],
])('a database that does not answer, as %s tells it, is said in a sentence', (_, details) => {
  const converted = convertDatabaseFailure(Object.assign(new Error('connect to 127.0.0.1'), details));
  expect(converted).toBeInstanceOf(StorageError);
  expect(converted).toMatchObject({ code: 'storage_failed', message: unreachableSentence });
});

test('a connection that ends in the middle is a database that does not answer', () => {
  const converted = convertDatabaseFailure(new Error('Connection terminated unexpectedly'));
  expect(converted).toMatchObject({ message: unreachableSentence });
});

test('what says a sentence already keeps it', () => {
  const error = new StorageError('Said.', { cause: Object.assign(new Error('x'), { code: 'ECONNRESET' }) });
  expect(convertDatabaseFailure(error)).toBe(error);
});
