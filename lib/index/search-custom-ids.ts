import type { Pool } from 'pg';
import { hashCustomId } from '#lib/jsonl/custom-id.ts';
import { signatureOf } from './block-signature.ts';
import { searchPatterns } from './custom-id-pattern.ts';
import { blockConditions, rowConditions, selectLines } from './line-query.ts';
import type { LineQuery } from './line-query.ts';
import { createSql } from './sql.ts';
import type { Sql } from './sql.ts';
import { linesPerBlock } from './tally.ts';

/** Few at first, since a text that many ids hold fills a page at once. */
const blocksPerStep = [4, 16];

/** So many more where the signatures rule out most of the batch, as with the first digits of numbered ids. */
const blocksWhenSelective = 64;
const selectiveShare = 0.25;

/**
 * The request with exactly this id if there is one, else those whose ids hold the text, or begin with one that is
 * shorter than three characters.
 *
 * A text that many ids hold is found by looking through the first blocks whose signature has it; one that few hold is
 * found by the trigram index, which is slow for the others.
 */
export async function searchCustomIds(pool: Pool, query: LineQuery, text: string): Promise<readonly number[]> {
  const sql = createSql();
  const isExact = `q.custom_id_sha256 = ${sql.value(hashCustomId(text))}`;
  const [exact] = await selectLines(pool, { ...query, after: 0, limit: 1 }, sql, isExact);
  if (exact !== undefined) return exact > query.after ? [exact] : [];

  const { blocks, isSelective } = await findBlocks(pool, query, text);
  const steps = isSelective ? [...blocksPerStep, blocksWhenSelective] : blocksPerStep;
  const found: number[] = [];
  let read = 0;
  for (const count of steps) {
    if (read >= blocks.length || found.length >= query.limit) break;
    const limit = query.limit - found.length;
    found.push(...(await searchBlocks(pool, { ...query, limit }, text, blocks.slice(read, read + count))));
    read += count;
  }
  const lastRead = blocks[read - 1];
  if (lastRead === undefined || read >= blocks.length || found.length >= query.limit) return found;
  const after = Math.max(query.after, (lastRead + 1) * linesPerBlock - 1);
  return [...found, ...(await searchIndex(pool, { ...query, after, limit: query.limit - found.length }, text))];
}

/** The blocks from the cursor on that can hold what is looked for, and whether they are few among all. */
async function findBlocks(
  pool: Pool,
  query: LineQuery,
  text: string,
): Promise<{ readonly blocks: readonly number[]; readonly isSelective: boolean }> {
  const sql = createSql();
  const { isPart, escaped } = searchPatterns(text);
  const bits = `('x' || ${sql.value(signatureOf(escaped, !isPart))})::bit(8192)`;
  const { rows } = await pool.query<{ blocks: number[]; total: number }>(
    `select coalesce(array_agg(b.block order by b.block) filter (where
         ${[`(s.bits & ${bits}) = ${bits}`, ...blockConditions(query)].join(' and ')}), '{}') as blocks,
       count(*)::int as total
     from request_block b join request_signature s using (batch_number, block)
     where b.batch_number = ${sql.value(query.batchNumber)}
       and b.block >= ${sql.value(Math.floor(query.after / linesPerBlock))}`,
    sql.values,
  );
  const { blocks, total } = rows[0] ?? { blocks: [], total: 0 };
  return { blocks, isSelective: blocks.length <= total * selectiveShare };
}

async function searchBlocks(
  pool: Pool,
  query: LineQuery,
  text: string,
  blocks: readonly number[],
): Promise<readonly number[]> {
  const sql = createSql();
  const limit = sql.value(query.limit);
  const wanted = [
    `q.batch_number = ${sql.value(query.batchNumber)}`,
    `q.line > ${sql.value(query.after)}`,
    `q.line >= wanted.block * ${linesPerBlock} and q.line < (wanted.block + 1) * ${linesPerBlock}`,
    textCondition(sql, text, 'block'),
    ...rowConditions(sql, query),
  ];
  const { rows } = await pool.query<{ line: number }>(
    `select found.line from unnest(${sql.value(blocks)}::int[]) as wanted(block) cross join lateral (
       select q.line from request q where ${wanted.join(' and ')} order by q.line limit ${limit}
     ) found
     order by found.line limit ${limit}`,
    sql.values,
  );
  return rows.map(({ line }) => line);
}

/** All hits are gathered before they are sorted, so that the planner does not walk through the lines for them. */
async function searchIndex(pool: Pool, query: LineQuery, text: string): Promise<readonly number[]> {
  const sql = createSql();
  const wanted = [
    `q.batch_number = ${sql.value(query.batchNumber)}`,
    `q.line > ${sql.value(query.after)}`,
    textCondition(sql, text, 'index'),
  ];
  const conditions = ['true', ...rowConditions(sql, query)];
  const { rows } = await pool.query<{ line: number }>(
    `with hit as materialized (select q.batch_number, q.line from request q where ${wanted.join(' and ')})
     select q.line from hit q where ${conditions.join(' and ')} order by q.line limit ${sql.value(query.limit)}`,
    sql.values,
  );
  return rows.map(({ line }) => line);
}

/**
 * Where the stored form has escapes, the text could be found in the middle of one. Only `like` can use the trigram
 * index; in a block it must not, as asking it once a block is slower than reading the block.
 */
function textCondition(sql: Sql, text: string, place: 'block' | 'index'): string {
  const { isPart, escaped, like, regularExpression } = searchPatterns(text);
  const inBlock = (value: string): string =>
    isPart ? `strpos(q.custom_id, ${value}) > 0` : `starts_with(q.custom_id, ${value})`;
  const holds = place === 'index' ? `q.custom_id like ${sql.value(like)}` : inBlock(sql.value(escaped));
  return `${holds} and (strpos(q.custom_id, '\\') = 0 or q.custom_id ~ ${sql.value(regularExpression)})`;
}
