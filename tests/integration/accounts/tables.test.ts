import { getAuthTables } from 'better-auth/db';
import { admin } from 'better-auth/plugins/admin';
import { twoFactor } from 'better-auth/plugins/two-factor';
import { expect, test } from 'vitest';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';

const database = usePrismaDatabase();

const names = {
  user: 'person',
  session: 'session',
  account: 'credential',
  verification: 'verification',
  twoFactor: 'second_factor',
} as const;

/** As in the schema: `userId` is `person_id`, `emailVerified` is `email_verified`. */
function columnOf(field: string): string {
  return field.replace(/^userId$/, 'personId').replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

// A column that is not there shows on the first use of what needs it.
test.each(Object.entries(names))('the accounts library finds every column of its %s in %s', async (model, table) => {
  const tables = getAuthTables({ plugins: [admin(), twoFactor()] });
  const { rows } = await database.pool.query<{ column_name: string }>(
    'select column_name from information_schema.columns where table_name = $1',
    [table],
  );
  const wanted = Object.values(tables)
    .filter(({ modelName }) => modelName === model)
    .flatMap(({ fields }) => Object.keys(fields));
  expect(wanted.length).toBeGreaterThan(2);
  expect(rows.map(({ column_name: name }) => name)).toEqual(expect.arrayContaining(wanted.map(columnOf)));
});
