import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CopyTarget } from '#lib/db/copy-rows.ts';
import { copyRows } from '#lib/db/copy-rows.ts';
import { storableText } from '#lib/jsonl/storable-text.ts';
import { useDatabase } from '#tests/support/database.ts';

interface Row {
  id: number;
  small: number | null;
  normal: number | null;
  big: number | null;
  flag: boolean | null;
  words: string | null;
  bytes: Uint8Array | null;
}

const target: CopyTarget<Row> = {
  table: 'copied',
  columns: ['id', 'small', 'normal', 'big', 'flag', 'words', 'bytes'],
  write(writer, row) {
    writer.int4(row.id);
    writer.int2(row.small);
    writer.int4(row.normal);
    writer.int8(row.big);
    writer.bool(row.flag);
    writer.text(row.words);
    writer.bytea(row.bytes);
  },
};

const rowFields = {
  small: fc.option(fc.integer({ min: -(2 ** 15), max: 2 ** 15 - 1 })),
  normal: fc.option(fc.integer()),
  big: fc.option(fc.maxSafeInteger()),
  flag: fc.option(fc.boolean()),
  words: fc.option(
    fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'binary' }),
      fc.constant('a\tb\nc\\N\\.\r"'),
      fc.constant('x'.repeat(200_000)),
    ),
  ),
  bytes: fc.option(fc.uint8Array()),
};

function numbered(rows: Omit<Row, 'id'>[]): Row[] {
  return rows.map((row, id) => ({
    ...row,
    id,
    words: row.words === null ? null : storableText(row.words, Number.MAX_SAFE_INTEGER),
  }));
}

describe('copyRows', () => {
  const database = useDatabase({ isEmpty: true });
  let client: pg.Client;

  beforeAll(async () => {
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(
      'create table copied (id int primary key, small int2, normal int4, big int8, flag bool, words text, bytes bytea)',
    );
  });
  afterAll(() => client.end());

  async function readAll(): Promise<Row[]> {
    const { rows } = await client.query<Omit<Row, 'big'> & { big: string | null }>('select * from copied order by id');
    return rows.map((row) => ({
      ...row,
      big: row.big === null ? null : Number(row.big),
      bytes: row.bytes === null ? null : Uint8Array.from(row.bytes),
    }));
  }

  it('brings every value back as it was, whatever it holds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record(rowFields), { maxLength: 40 }),
        fc.integer({ min: 1, max: 7 }),
        async (given, size) => {
          const rows = numbered(given);
          const groups = Array.from({ length: Math.ceil(rows.length / size) }, (_, at) =>
            rows.slice(at * size, (at + 1) * size),
          );
          await client.query('truncate copied');
          expect(await copyRows(client, target, groups)).toBe(rows.length);
          expect(await readAll()).toEqual(rows);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('adds nothing when its source fails, and the connection goes on', async () => {
    await client.query('truncate copied');
    async function* failing(): AsyncGenerator<readonly Row[]> {
      for (let group = 0; group < 20; group += 1) {
        yield numbered(Array.from({ length: 500 }, () => emptyRow)).map((row) => ({
          ...row,
          id: group * 500 + row.id,
        }));
      }
      await Promise.resolve();
      throw new Error('The source broke.');
    }
    await expect(copyRows(client, target, failing())).rejects.toThrow('The source broke.');
    expect(await readAll()).toEqual([]);
  });

  it('tells what the server refuses, and the connection goes on', async () => {
    await client.query('truncate copied');
    const twice = numbered(Array.from({ length: 30_000 }, () => emptyRow)).map((row) => ({
      ...row,
      id: row.id % 20_000,
    }));
    await expect(copyRows(client, target, [twice])).rejects.toMatchObject({ code: '23505' });
    expect(await readAll()).toEqual([]);
  });

  it('refuses a row with a value too few instead of writing nonsense', async () => {
    await client.query('truncate copied');
    const broken = { ...target, columns: [...target.columns, 'id'] };
    await expect(copyRows(client, broken, [numbered([emptyRow])])).rejects.toThrow(RangeError);
    await client.query('select 1');
  });
});

const emptyRow = { small: null, normal: null, big: null, flag: null, words: null, bytes: null };
