import { beforeAll, expect, test } from 'vitest';
import { diskFullSentence } from '#lib/db/database-failure.ts';
import { StorageError } from '#lib/errors.ts';
import { withPrismaTransaction } from '#lib/storage/prisma/create-prisma-batch-storage.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';

const database = usePrismaDatabase();

// What the server says when its disk is full, said by a trigger: at once for one row, at the commit for another.
beforeAll(async () => {
  await database.pool.query(`
    create function refuse() returns trigger language plpgsql as $$
    begin raise exception 'could not extend file' using errcode = 'disk_full'; end $$;
    create trigger at_once before insert on setting for each row when (new.key = 'now') execute function refuse();
    create constraint trigger at_commit after insert on setting deferrable initially deferred
      for each row when (new.key = 'commit') execute function refuse();
  `);
});

test.each([
  ['a statement', () => database.prisma.setting.create({ data: { key: 'now', value: '' } })],
  ['a raw statement', () => database.prisma.$executeRaw`insert into setting (key, value) values ('now', '')`],
  [
    'a commit',
    () => withPrismaTransaction(database.prisma, (tx) => tx.setting.create({ data: { key: 'commit', value: '' } })),
  ],
] as const)('a full disk of the database is said in a sentence, whether it breaks %s', async (_name, save) => {
  const error: unknown = await save().catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(StorageError);
  expect(error).toMatchObject({ message: diskFullSentence });
});
